import 'server-only'
import { ZodError } from 'zod'
import { db } from '@/lib/db'
import { failure } from '@/lib/leases'
import { log } from '@/lib/log'
import { OtherAccountError, otherAccountAlert } from '../customers'
import { raiseAlert } from '../store'
import { syncCustomer } from './sync-customer'

/**
 * Syncs one customer. If the sync fails, the stored rows stay unchanged, and the sync is retried later.
 *
 * @returns whether it succeeded
 */
export async function drainCustomer(id: string, now: Date): Promise<boolean> {
  try {
    await syncCustomer(id, now)
    await db().billingSync.update({ where: { customerId: id }, data: { leaseUntil: null } })
    return true
  } catch (error) {
    log().warn({ err: error, customerId: id }, 'sync failed and will be retried; the stored rows are unchanged')
    const teamId = await recordFailure(id, error, now)
    await alertIfPermanent(error, { id, teamId }, now)
    return false
  }
}

/** Alerts about failures that do not resolve themselves. For outages, see overdue-work.ts. */
async function alertIfPermanent(error: unknown, customer: { id: string; teamId: string }, now: Date): Promise<void> {
  if (error instanceof OtherAccountError) {
    // A changed key raises one alert, no matter how many customers it affects.
    const message = `${error.message}; the stored rows are unchanged`
    await raiseAlert({ kind: otherAccountAlert, key: error.key, teamId: null, message }, now)
  }
  if (error instanceof ZodError) {
    const [issue] = error.issues
    const message = `Stripe's response could not be parsed, so the stored rows are unchanged: ${issue?.path.join('.')}: ${issue?.message}`
    await raiseAlert({ kind: 'unreadable', key: customer.id, teamId: customer.teamId, message }, now)
  }
}

/** @returns the customer's team */
async function recordFailure(id: string, error: unknown, now: Date): Promise<string> {
  const where = { customerId: id }
  const { attempts, customer } = await db().billingSync.findUniqueOrThrow({
    where,
    select: { attempts: true, customer: { select: { stripeCustomerId: true, teamId: true } } },
  })
  const failed = failure(error, attempts, now)
  await db().billingSync.update({ where, data: { ...failed, leaseUntil: null } })
  await db().stripeEvent.updateMany({
    where: { customerRef: customer.stripeCustomerId, state: 'received' },
    data: { attempts: { increment: 1 }, error: failed.lastError },
  })
  return customer.teamId
}
