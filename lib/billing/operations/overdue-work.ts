import 'server-only'
import { db } from '@/lib/db'
import { raiseAlert } from '../store'

const overdueMs = 10 * 60_000
const attemptsMax = 5

/**
 * Alerts about overdue work: changed customers that have not been synced for ten minutes, accounts that cannot be
 * closed, and tasks and seat changes that keep failing. Outdated state only raises an alert. It never takes access
 * away.
 *
 * @param now the current time
 * @returns the number of overdue items
 */
export async function alertOverdue(now: Date): Promise<number> {
  const before = new Date(now.getTime() - overdueMs)
  const withTeam = { customer: { select: { teamId: true } } } as const
  const behind = await db().billingSync.findMany({
    where: { dirtySince: { lt: before }, customer: { stripeCustomerId: { not: null } } },
    include: withTeam,
  })
  for (const { customerId, customer, dirtySince, lastError } of behind) {
    const message = `The customer has not been synced since it changed at ${dirtySince?.toISOString()}: ${lastError ?? 'no worker has tried'}`
    await raiseAlert({ kind: 'stale_customer', key: customerId, teamId: customer.teamId, message }, now)
  }
  const closing = await db().billingSync.findMany({
    where: { customer: { lifecycle: 'closing' }, attempts: { gt: attemptsMax } },
    include: withTeam,
  })
  for (const { customerId, customer, lastError } of closing) {
    const message = `The account cannot be closed: ${lastError}`
    await raiseAlert({ kind: 'closing_stuck', key: customerId, teamId: customer.teamId, message }, now)
  }
  const failing = { sentAt: null, attempts: { gt: attemptsMax }, kind: { startsWith: 'billing.' } }
  const tasks = await db().outboxMessage.findMany({ where: failing, take: 100 })
  for (const { kind, key, lastError } of tasks) {
    await raiseAlert(
      { kind: 'task_stuck', key: `${kind} ${key}`, teamId: null, message: `The task keeps failing: ${lastError}` },
      now,
    )
  }
  const seats = await db().seatTarget.findMany({ where: { attempts: { gt: attemptsMax } } })
  for (const { teamId, lastError } of seats) {
    await raiseAlert(
      {
        kind: 'seats_stuck',
        key: teamId,
        teamId,
        message: `The number of seats cannot be sent to Stripe: ${lastError}`,
      },
      now,
    )
  }
  return behind.length + closing.length + tasks.length + seats.length
}

/** Returns when the customer that has waited longest for a sync was marked, or null if none is waiting. */
export async function oldestDirtySince(): Promise<Date | null> {
  const { _min } = await db().billingSync.aggregate({
    where: { customer: { stripeCustomerId: { not: null } } },
    _min: { dirtySince: true },
  })
  return _min.dirtySince
}
