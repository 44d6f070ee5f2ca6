import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { statementsDuring } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { timedJobs } from '@/lib/jobs/jobs'
import { forgetAccount, giveBack, isWithinLimit, pruneRateLimits, requireWithinLimit } from './limiter'
import { type LimitKeys, type LimitName, limits, type Rule } from './limits'
import { RateLimitError } from './rate-limit-error'
import { rejectionResponse } from './rejection-response'

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  await db().rateLimit.deleteMany()
})
afterEach(() => {
  vi.useRealTimers()
})

const rules = Object.entries(limits).flatMap(([name, list]) =>
  (list as readonly Rule[]).map((rule) => ({ name: name as LimitName, ...rule })),
)
const counted = { address: '192.0.2.1', account: 'ada@example.com', team: 'team_1', site: '' }

/** Counts against one rule. The other rules get a new value each time, so they are never exceeded. */
let others = 0
function keysFor<Name extends LimitName>(by: Rule['by']): LimitKeys<Name> {
  const unique = ++others
  const fresh = { address: `192.0.${unique >> 8}.${unique & 255}`, account: `${unique}@example.com`, team: `${unique}` }
  return { ...fresh, ...(by === 'site' ? {} : { [by]: counted[by] }) } as LimitKeys<Name>
}
const attempt = (name: LimitName, by: Rule['by']) => isWithinLimit(name, keysFor(by))

/** Uses up all attempts but one, without running thousands of statements. */
async function leaveOne({ name, by, points }: { name: LimitName } & Rule): Promise<void> {
  await attempt(name, by)
  await db().rateLimit.updateMany({ where: { key: { startsWith: `${name}:${by}:` } }, data: { points: points - 1 } })
}

describe('every limit', () => {
  it.each(rules)('$name allows $points attempts per $by in $seconds s, and no more', async (rule) => {
    const { name, by, points, seconds } = rule
    if (points <= 100) for (let used = 1; used < points; used++) expect(await attempt(name, by)).toBe(true)
    else await leaveOne(rule)
    expect(await attempt(name, by)).toBe(true)
    expect(await attempt(name, by)).toBe(false)
    vi.setSystemTime(Date.now() + seconds * 1000 - 1000)
    expect(await attempt(name, by)).toBe(false)
    vi.setSystemTime(Date.now() + 1000)
    expect(await attempt(name, by)).toBe(true)
  })

  it('is printed', () => {
    console.table(
      rules.map(({ name, by, points, seconds }) => ({ limit: name, by, attempts: points, minutes: seconds / 60 })),
    )
  })
})

describe('an attempt', () => {
  it('is counted with one SQL statement for each rule, even when it is rejected', async () => {
    const click = () => isWithinLimit('checkout', { team: 'team_2' })
    await click()
    expect(await statementsDuring(click)).toHaveLength(1)
    for (let index = 0; index < 10; index++) await click()
    expect(await statementsDuring(click)).toHaveLength(1)
  })

  it('is counted when many arrive at once', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => isWithinLimit('checkout', { team: 'team_3' })))
    expect(all.filter(Boolean)).toHaveLength(limits.checkout[0].points)
  })

  it('that exceeds the address limit does not count toward the account or site limit', async () => {
    const from = { address: '192.0.2.5', account: 'victim@example.com' }
    while (await isWithinLimit('signIn', { ...from, account: `${++others}@example.com` }));
    const before = await db().rateLimit.findMany({ where: { key: { startsWith: 'signIn:site' } } })
    for (let index = 0; index < 20; index++) expect(await isWithinLimit('signIn', from)).toBe(false)
    expect(await db().rateLimit.findMany({ where: { key: { startsWith: 'signIn:site' } } })).toEqual(before)
    expect(await isWithinLimit('signIn', { ...from, address: '192.0.2.6' })).toBe(true)
  })

  it('counts toward the /64 network of an IPv6 address', async () => {
    const [{ points }] = limits.signUp
    for (let host = 1; host <= points; host++) {
      expect(await isWithinLimit('signUp', { address: `2001:db8::${host.toString(16)}` })).toBe(true)
    }
    expect(await isWithinLimit('signUp', { address: '2001:db8::ffff:1' })).toBe(false)
    expect(await isWithinLimit('signUp', { address: '2001:db8:0:1::1' })).toBe(true)
  })

  it.each([null, '127.0.0.1', '10.0.0.9'])('from %s is not counted by address', async (address) => {
    for (let index = 0; index < 40; index++) await requireWithinLimit('signUp', { address })
  })

  it('can be undone, and an account’s attempts can be cleared', async () => {
    const keys = { address: '192.0.2.8', account: 'owner@example.com' }
    for (let index = 0; index < 30; index++) {
      await requireWithinLimit('signIn', keys)
      await giveBack('signIn', keys)
    }
    while (await isWithinLimit('signIn', keys));
    await forgetAccount('signIn', keys.account)
    expect(await isWithinLimit('signIn', keys)).toBe(true)
  })
})

describe('a rejection', () => {
  it('says how long to wait, in words and in the standard headers', async () => {
    while (await isWithinLimit('checkout', { team: 'team_4' }));
    vi.setSystemTime(Date.now() + 61_000)
    const error = await requireWithinLimit('checkout', { team: 'team_4' }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ code: 'rate_limited', userMessage: 'Too many attempts. Try again in 9 minutes.' })
    const response = rejectionResponse(error)
    expect(response.status).toBe(429)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'retry-after': '539',
      ratelimit: '"checkout";r=0;t=539',
      'ratelimit-policy': '"checkout";q=10;w=600',
      'cache-control': 'no-store',
    })
  })
})

it('the nightly job deletes only counters whose window has ended', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (const team of ['old_1', 'old_2']) await isWithinLimit('checkout', { team })
  vi.setSystemTime(Date.now() + 600_000)
  await isWithinLimit('checkout', { team: 'new' })
  expect(await timedJobs.prune.run(new Date())).toBe(2)
  expect(await db().rateLimit.count()).toBe(1)
  expect(await pruneRateLimits(new Date())).toBe(0)
  // The limiter has no timer of its own that would delete them in every process.
  expect(timers.mock.calls.filter(([, ms = 0]) => ms >= 60_000)).toEqual([])
  timers.mockRestore()
})
