import 'server-only'
import { ZodError } from 'zod'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { OtherAccountError, otherAccountAlert } from '../customers'
import { raiseAlert } from '../store'
import { syncCustomer } from './sync-customer'

const retryMsMax = 15 * 60_000

/**
 * Syncs one customer, and counts the failure when that does not work: what is stored stays, and it is due again later.
 *
 * @returns whether it worked
 */
export async function drainCustomer(id: string, now: Date): Promise<boolean> {
  try {
    await syncCustomer(id, now)
    await db().billingSync.update({ where: { customerId: id }, data: { leaseUntil: null } })
    return true
  } catch (error) {
    log().warn({ err: error, customerId: id }, 'sync failed; what is stored is kept, and it is tried again')
    const teamId = await countFailure(id, String(error).slice(0, 500), now)
    await tellAtOnce(error, { id, teamId }, now)
    return false
  }
}

/** Alerts of what waiting does not mend. An outage is told when it lasts (see sync-lag.ts). */
async function tellAtOnce(error: unknown, customer: { id: string; teamId: string }, now: Date): Promise<void> {
  if (error instanceof OtherAccountError) {
    // One for a swapped key, however many customers it leaves behind.
    const message = `${error.message}: its stored state is kept`
    await raiseAlert({ kind: otherAccountAlert, key: error.key, teamId: null, message }, now)
  }
  if (error instanceof ZodError) {
    const [issue] = error.issues
    const message = `what Stripe says is not understood, so the stored state is kept: ${issue?.path.join('.')}: ${issue?.message}`
    await raiseAlert({ kind: 'unreadable', key: customer.id, teamId: customer.teamId, message }, now)
  }
}

/** @returns the team whose customer it is */
async function countFailure(id: string, lastError: string, now: Date): Promise<string> {
  const where = { customerId: id }
  const { attempts, customer } = await db().billingSync.update({
    where,
    data: { attempts: { increment: 1 }, lastError },
    select: { attempts: true, customer: { select: { stripeCustomerId: true, teamId: true } } },
  })
  const nextAttemptAt = new Date(now.getTime() + Math.min(retryMsMax, 1_000 * 2 ** attempts))
  await db().billingSync.update({ where, data: { nextAttemptAt, leaseUntil: null } })
  await db().stripeEvent.updateMany({
    where: { customerRef: customer.stripeCustomerId, state: 'received' },
    data: { attempts: { increment: 1 }, error: lastError },
  })
  return customer.teamId
}
