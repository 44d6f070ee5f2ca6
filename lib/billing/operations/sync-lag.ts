import 'server-only'
import { db } from '@/lib/db'
import { raiseAlert } from '../store'

const staleMs = 10 * 60_000
const attemptsMax = 5

/**
 * Alerts about what should have been done long ago: customers whose change was not read for ten minutes, accounts that
 * cannot be closed, and tasks and seats that fail again and again. A stale state raises an alarm; it never takes anything
 * away from a customer.
 *
 * @param now the present moment
 * @returns how many things are late
 */
export async function alertStale(now: Date): Promise<number> {
  const before = new Date(now.getTime() - staleMs)
  const withTeam = { customer: { select: { teamId: true } } } as const
  const behind = await db().billingSync.findMany({
    where: { dirtySince: { lt: before }, customer: { stripeCustomerId: { not: null } } },
    include: withTeam,
  })
  for (const { customerId, customer, dirtySince, lastError } of behind) {
    const message = `Stripe has not been read since ${dirtySince?.toISOString()}: ${lastError ?? 'no worker has tried'}`
    await raiseAlert({ kind: 'stale_customer', key: customerId, teamId: customer.teamId, message }, now)
  }
  const closing = await db().billingSync.findMany({
    where: { customer: { lifecycle: 'closing' }, attempts: { gt: attemptsMax } },
    include: withTeam,
  })
  for (const { customerId, customer, lastError } of closing) {
    const message = `cannot be closed: ${lastError}`
    await raiseAlert({ kind: 'closing_stuck', key: customerId, teamId: customer.teamId, message }, now)
  }
  const failing = { sentAt: null, attempts: { gt: attemptsMax }, kind: { startsWith: 'billing.' } }
  const tasks = await db().outboxMessage.findMany({ where: failing, take: 100 })
  for (const { kind, key, lastError } of tasks) {
    await raiseAlert({ kind: 'task_stuck', key: `${kind} ${key}`, teamId: null, message: `fails: ${lastError}` }, now)
  }
  const seats = await db().seatTarget.findMany({ where: { attempts: { gt: attemptsMax } } })
  for (const { teamId, lastError } of seats) {
    await raiseAlert({ kind: 'seats_stuck', key: teamId, teamId, message: `cannot be pushed: ${lastError}` }, now)
  }
  return behind.length + closing.length + tasks.length + seats.length
}

/** Since when the customer that has waited longest waits to be read from Stripe; null when none waits. */
export async function oldestDirtySince(): Promise<Date | null> {
  const { _min } = await db().billingSync.aggregate({
    where: { customer: { stripeCustomerId: { not: null } } },
    _min: { dirtySince: true },
  })
  return _min.dirtySince
}
