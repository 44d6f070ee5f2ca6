import { beforeEach, expect, it, vi } from 'vitest'

const lines: string[] = []
const write = (level: string) => () => lines.push(level)
vi.mock('@/lib/log', () => ({ log: () => ({ info: write('info'), error: write('error') }) }))
const { logAuthError } = await import('./log-auth-error')

/** An Auth.js error in a production build, which shortens the class name. */
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
])('an error of type %s logs %j', (type, expected) => {
  logAuthError(built(type))
  expect(lines).toEqual(expected)
})
