import 'server-only'
import { createHash } from 'node:crypto'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { db, runStatement } from '@/lib/db'
import { logSecurityEvent } from '@/lib/security-log'
import { networkOf } from './client-address'
import { type LimitKeys, type LimitName, limits, type Rule } from './limits'
import { RateLimitError } from './rate-limit-error'

type Query = { text: string; values: unknown[] }

// One limiter per process. Each count is one SQL statement, so parallel requests are all counted, in every process. The nightly
// job prunes counters, because the limiter's own timer would run in every process.
const limiter = new RateLimiterPostgres({
  storeClient: { query: ({ text, values }: Query) => runStatement(text, values) },
  storeType: 'client',
  tableName: 'RateLimit',
  tableCreated: true,
  clearExpiredByTimeout: false,
  keyPrefix: '',
  // Required but unused, because each count passes its own rule.
  points: 1,
  duration: 1,
})

/**
 * Counts an attempt, with one SQL statement for each rule of the limit.
 *
 * @param name a limit from limits.ts
 * @param keys whose attempts to count: an email address, a team's ID, or the result of `clientAddress`
 * @throws AppError `rate_limited`, whose message says how many minutes to wait
 */
export async function requireWithinLimit<Name extends LimitName>(name: Name, keys: LimitKeys<Name>): Promise<void> {
  for (const { key, rule } of countersOf(name, keys)) {
    const { consumedPoints, msBeforeNext } = await limiter.penalty(key, 1, { customDuration: rule.seconds })
    if (consumedPoints === rule.points + 1) logReached(name, rule, keys)
    if (consumedPoints > rule.points) throw new RateLimitError(name, rule, msBeforeNext)
  }
}

/** Called once per window, so a flood does not fill the log. */
function logReached<Name extends LimitName>(name: Name, { by }: Rule, keys: LimitKeys<Name>): void {
  const { account = '', address, team } = keys as Partial<Record<Rule['by'], string>>
  // An account is an email address, or the ID of a user or device.
  const whose = account.includes('@') ? { email: account } : { targetId: account }
  const who = { account: whose, address: { address }, team: { teamId: team ?? '' }, site: {} }
  logSecurityEvent('limit_reached', { reason: `${name} by ${by}`, ...who[by] })
}

/** Like `requireWithinLimit`, but returns false if the limit is exceeded. */
export async function isWithinLimit<Name extends LimitName>(name: Name, keys: LimitKeys<Name>): Promise<boolean> {
  try {
    await requireWithinLimit(name, keys)
    return true
  } catch (error) {
    if (error instanceof RateLimitError) return false
    throw error
  }
}

/** Undoes an attempt, for limits that count only failures. Takes the same parameters as `requireWithinLimit`. */
export async function giveBack<Name extends LimitName>(name: Name, keys: LimitKeys<Name>): Promise<void> {
  for (const { key, rule } of countersOf(name, keys)) await limiter.reward(key, 1, { customDuration: rule.seconds })
}

/**
 * Clears an account's attempts, for example after its owner has verified their identity.
 *
 * @param account the value that was counted
 */
export async function forgetAccount(name: LimitName, account: string): Promise<void> {
  await limiter.delete(keyOf(name, 'account', account))
}

/**
 * Deletes counters whose window has ended.
 *
 * @param now the current time
 * @returns how many were deleted
 */
export async function pruneRateLimits(now: Date): Promise<number> {
  const { count } = await db().rateLimit.deleteMany({ where: { expire: { lte: now.getTime() } } })
  return count
}

function countersOf<Name extends LimitName>(name: Name, keys: LimitKeys<Name>): { key: string; rule: Rule }[] {
  const values = keys as Partial<Record<Rule['by'], string | null>>
  return limits[name].flatMap((rule: Rule) => {
    const value = rule.by === 'site' ? '' : values[rule.by]
    const counted = rule.by === 'address' && value ? networkOf(value) : value
    return counted === null || counted === undefined ? [] : [{ key: keyOf(name, rule.by, counted), rule }]
  })
}

/** Hashed, so that the table does not collect the email addresses that strangers type. */
function keyOf(name: LimitName, by: Rule['by'], value: string): string {
  return `${name}:${by}:${createHash('sha256').update(value).digest('base64url')}`
}
