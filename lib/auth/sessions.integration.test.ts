import { afterAll, describe, expect, it } from 'vitest'
import { standIn, statementsDuring } from '@/dev/testing/shop'
import { newSession, requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import { createUser } from '@/lib/users'
import { listSessions, revokeSession } from './own-sessions'
import {
  createSession,
  endSessions,
  isLastSeenDue,
  pruneSessions,
  recordLastSeen,
  sessionIdleMs,
  sessionLifetimeMs,
} from './sessions'
import { viewerOf } from './viewer'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const start = new Date('2030-01-01T12:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)

afterAll(() => standIn.close())

let people = 0
async function newUser(): Promise<string> {
  const email = `session${++people}@example.com`
  return (await createUser({ name: 'Ada', email, password: 'correct horse battery' })).userId
}

describe('a session', () => {
  it('is found with one SQL statement', async () => {
    const token = await newSession(await newUser())
    await viewerOf(token, new Date())
    const statements = await statementsDuring(async () => expect(await viewerOf(token, new Date())).not.toBeNull())
    expect(statements).toHaveLength(1)
  })

  it('is stored without the cookie’s token', async () => {
    const token = await newSession(await newUser())
    expect(JSON.stringify(await db().session.findMany())).not.toContain(token)
  })

  it('ends after fourteen days without use', async () => {
    const token = await newSession(await newUser(), start)
    expect(await viewerOf(token, after(sessionIdleMs - 1))).not.toBeNull()
    expect(await viewerOf(token, after(sessionIdleMs))).toBeNull()
    expect(sessionIdleMs).toBe(14 * dayMs)
  })

  it('ends after ninety days, even if it is in use', async () => {
    const token = await newSession(await newUser(), start)
    for (let days = 10; days < 90; days += 10) {
      const viewer = await viewerOf(token, after(days * dayMs))
      await recordLastSeen(viewer?.session.id ?? '', null, after(days * dayMs))
    }
    expect(await viewerOf(token, after(sessionLifetimeMs - 1))).not.toBeNull()
    expect(await viewerOf(token, after(sessionLifetimeMs))).toBeNull()
    expect(sessionLifetimeMs).toBe(90 * dayMs)
  })

  it('ends when the user is disabled', async () => {
    const userId = await newUser()
    const token = await newSession(userId)
    await db().user.update({ where: { id: userId }, data: { disabledAt: new Date() } })
    expect(await viewerOf(token, new Date())).toBeNull()
  })

  it('is replaced by the next sign-in in the same browser, with a new token', async () => {
    const userId = await newUser()
    const first = await newSession(userId)
    const user = await db().user.findUniqueOrThrow({ where: { id: userId } })
    const second = await createSession(user, { device: 'Chrome on macOS', address: null }, new Date(), first)
    expect(second).not.toBe(first)
    expect(await viewerOf(first, new Date())).toBeNull()
    expect(await viewerOf(second, new Date())).not.toBeNull()
  })
})

describe('the last use', () => {
  it('is written at most once in five minutes, even by simultaneous requests', async () => {
    const viewer = await viewerOf(await newSession(await newUser(), start), start)
    const { id } = viewer?.session ?? { id: '' }
    const read = () => db().session.findUniqueOrThrow({ where: { id }, select: { lastSeenAt: true, address: true } })
    expect(isLastSeenDue({ lastSeenAt: start }, after(5 * minuteMs - 1))).toBe(false)
    await recordLastSeen(id, '192.0.2.7', after(5 * minuteMs - 1))
    expect(await read()).toMatchObject({ lastSeenAt: start, address: '192.0.2.1' })
    expect(isLastSeenDue({ lastSeenAt: start }, after(5 * minuteMs))).toBe(true)
    await recordLastSeen(id, '192.0.2.8', after(5 * minuteMs))
    await recordLastSeen(id, '192.0.2.9', after(5 * minuteMs + 1))
    expect(await read()).toEqual({ lastSeenAt: after(5 * minuteMs), address: '192.0.2.8' })
  })
})

describe('a user’s sessions', () => {
  it('are listed with the current one first, then the most recently used, without ended ones', async () => {
    const userId = await newUser()
    const now = new Date()
    const ago = (ms: number) => new Date(now.getTime() - ms)
    const current = await viewerOf(await newSession(userId, ago(dayMs)), now)
    await newSession(userId, ago(2 * dayMs))
    await newSession(userId, ago(minuteMs))
    await newSession(userId, ago(sessionIdleMs))
    if (!current) throw new Error('the user must be signed in')
    const sessions = await listSessions(current, now)
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false])
    expect(sessions.map(({ lastSeenAt }) => lastSeenAt)).toEqual([ago(dayMs), ago(minuteMs), ago(2 * dayMs)])
    expect(sessions[0]).toMatchObject({ device: 'Chrome on macOS', address: '192.0.2.1' })
  })

  it('end one by one, without ending anyone else’s', async () => {
    const [userId, strangerId] = [await newUser(), await newUser()]
    const viewer = await requireViewerFor(userId)
    const [other, foreign] = [await newSession(userId), await newSession(strangerId)]
    const idOf = async (token: string) => (await viewerOf(token, new Date()))?.session.id ?? ''
    await revokeSession(viewer, await idOf(foreign))
    expect(await viewerOf(foreign, new Date())).not.toBeNull()
    await revokeSession(viewer, await idOf(other))
    expect(await viewerOf(other, new Date())).toBeNull()
    expect(await listSessions(viewer, new Date())).toHaveLength(1)
  })

  it('all end at once, with or without the current one', async () => {
    const userId = await newUser()
    const viewer = await requireViewerFor(userId)
    await newSession(userId)
    const foreign = await newSession(await newUser())
    await db().$transaction((tx) => endSessions(tx, userId, viewer.session.id))
    expect(await listSessions(viewer, new Date())).toMatchObject([{ isCurrent: true }])
    await db().$transaction((tx) => endSessions(tx, userId))
    expect(await listSessions(viewer, new Date())).toEqual([])
    expect(await viewerOf(foreign, new Date())).not.toBeNull()
  })
})

it('the nightly job deletes expired sessions', async () => {
  await db().session.deleteMany()
  const userId = await newUser()
  await newSession(userId, start)
  const old = await newSession(userId, start)
  const { id } = (await viewerOf(old, start))?.session ?? { id: '' }
  await db().session.update({ where: { id }, data: { lastSeenAt: after(sessionLifetimeMs) } })
  await newSession(userId, after(sessionLifetimeMs))
  expect(await pruneSessions(after(sessionIdleMs - 1))).toBe(0)
  expect(await pruneSessions(after(sessionIdleMs))).toBe(1)
  expect(await pruneSessions(after(sessionLifetimeMs))).toBe(1)
  expect(await db().session.count()).toBe(1)
})
