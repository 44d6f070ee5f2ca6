import { beforeEach, expect, it, vi } from 'vitest'

const lines: string[] = []
const write = (level: string) => () => lines.push(level)
vi.mock('@/lib/log', () => ({ log: () => ({ info: write('info'), error: write('error') }) }))
const { logAuthError } = await import('./log-auth-error')

/** An error of Auth.js as a production build has it: its class has lost its name. */
function built(type: string): Error {
  return Object.assign(new Error('Read more'), { name: 'b', type })
}

beforeEach(() => {
  lines.length = 0
})

it.each([
  ['CredentialsSignin', []],
  ['JWTSessionError', ['info']],
  ['UnknownAction', ['info']],
  ['CallbackRouteError', ['error']],
])('an error of the type %s makes the lines %j', (type, expected) => {
  logAuthError(built(type))
  expect(lines).toEqual(expected)
})
