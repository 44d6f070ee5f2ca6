import { readFileSync } from 'node:fs'
import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checksums, mark, newWorld, type World } from '@/dev/testing/access-world'
import { callsDuring, openShop, standIn } from '@/dev/testing/shop'
import { authCookie } from '@/lib/auth/cookies'
import { type Caller, callers, matrix, tableOf } from './access-matrix'
import { sent } from './access-requests'
import { answerOf, appUrl, type Fields, findTargets, type Outcome, outcomeOf, type Target } from './access-targets'

process.env.CRON_SECRET = 'nobody here knows this 7f3a9c51e0'

let cookies = new Map<string, string>()
const jar = {
  get: (name: string) => {
    const value = cookies.get(name)
    return value === undefined ? undefined : { name, value }
  },
  set: (name: string, value: string, options: { maxAge?: number } = {}) => {
    if (value === '' || options.maxAge === 0) cookies.delete(name)
    else cookies.set(name, value)
  },
}
const headers = () => new Headers({ host: 'localhost:3000', origin: 'http://localhost:3000' })
vi.mock('next/headers', () => ({ cookies: async () => jar, headers: async () => headers() }))
vi.mock('next/cache', () => ({ revalidatePath: () => undefined }))
vi.mock('react', async (original) => ({ ...(await original<object>()), cache: (work: unknown) => work }))
vi.mock('next/server', async (original) => ({ ...(await original<object>()), after: () => undefined }))

type Cell = { answer: string; changed: boolean }

/** One request by one caller. */
async function execute(target: Target, world: World, caller: Caller, fields: Fields): Promise<Cell> {
  cookies = new Map()
  const token = world.sessions[caller]
  if (token) {
    const salt = authCookie(appUrl, 'session').name
    cookies.set(salt, await encode({ token: { session: token }, secret: process.env.AUTH_SECRET ?? '', salt }))
  }
  const cookiesBefore = JSON.stringify([...cookies])
  const before = await checksums(world)
  let outcome: Outcome = { text: '' }
  const calls = await callsDuring(async () => {
    outcome = await outcomeOf(target.run(fields))
  })
  const now = await checksums(world)
  const changed = now.all !== before.all || calls.length > 0 || JSON.stringify([...cookies]) !== cookiesBefore
  const touched = now.team !== before.team || (target.kind !== 'action' && outcome.text.includes(mark))
  const answer = answerOf(target.kind, outcome, changed)
  if (answer !== 'yes') return { answer: changed ? `${answer}, but something changed` : answer, changed }
  return { answer: caller === 'other team' && !touched ? 'own' : answer, changed }
}

async function setStage(row: string) {
  const world = await newWorld(row === 'GET /export/projects.csv')
  // Forms send the team that their page showed.
  return { world, fields: { teamId: world.teamId, ...(await sent[row]?.(world)) } }
}

const targets = await findTargets()
const executed: Record<string, Record<Caller, string>> = {}
const theirIds = ['userId', 'invitationId', 'projectId', 'subscription']
const nameOf = (row: string) => row.split(',')[0] ?? row

beforeAll(openShop)
afterAll(() => standIn.close())

describe('the access matrix', () => {
  it('has rows for exactly the actions, routes, and pages in app/', () => {
    const names = targets.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect([...new Set(Object.keys(matrix).map(nameOf))].sort()).toEqual([...names].sort())
    expect(Object.keys(sent).filter((row) => !matrix[row])).toEqual([])
  })

  it.each(Object.keys(matrix))('%s', async (row) => {
    const target = targets.find(({ name }) => name === nameOf(row))
    if (!target) throw new Error(`nothing in app/ has the name ${nameOf(row)}`)
    const answers: Record<string, string> = {}
    let stage: { world: World; fields: Fields } | null = null
    for (const caller of callers) {
      stage ??= await setStage(row)
      const { world, fields } = stage
      const cell = await execute(target, world, caller, fields)
      answers[caller] = cell.answer
      // Somebody else's id together with the caller's own team must not help.
      if (caller === 'other team' && theirIds.some((name) => fields[name])) {
        const again = await execute(target, world, caller, { ...fields, teamId: world.other.teamId })
        if (again.answer !== cell.answer) answers[caller] = `${cell.answer}; with their own team: ${again.answer}`
      }
      if (cell.changed) stage = null
    }
    executed[row] = answers as Record<Caller, string>
    expect(answers).toEqual(matrix[row])
  })

  it('is in docs/security.md as it was executed', () => {
    const table = tableOf(executed)
    process.stdout.write(`\n${table}\n`)
    const [, section = ''] = readFileSync('docs/security.md', 'utf8').split('## Who can do what\n')
    const [documented] = section.split('\n\n').filter((part) => part.startsWith('| |'))
    expect(documented?.trim()).toBe(tableOf(matrix))
  })
})
