import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { failure, isClaimable, leaseEnd } from '@/lib/leases'
import { log } from '@/lib/log'
import { isActionWithinLimit, requireOfferedAction } from '../access'
import { getCatalog, seatsOf } from '../catalog'
import { isLive } from '../model'
import { type CustomerRow, detailsOf, markDirty, readCustomer } from '../store'
import { isRejection, isStripeError, stripe } from '../stripe'
import { syncNow } from '../sync'

/** Stripe allows 200 quantity changes per hour. Orders within this pause are pushed together. */
const pauseMs = 20_000

type Order = { teamId: string; desired: number; desiredSeq: bigint; attempts: number }

/**
 * Orders an absolute number of seats. The latest order wins, regardless of when the orders reach Stripe. The difference
 * is charged right away. If the card is declined, nothing changes. (Use this for seats that follow the team's members.
 * On the billing page, the portal confirms the amount instead.)
 *
 * @param viewer an OWNER or ADMIN
 * @param seats the number of seats
 * @param now the current time
 * @returns `applied` if Stripe has the number, `pending` if the background loop will continue
 * @throws AppError as `requireOfferedAction` does; `not_found` for a plan without seats, `conflict` for a number outside
 *   the plan's range, `payment_required` if the card was declined
 */
export async function setSeats(viewer: Viewer, seats: number, now: Date): Promise<'applied' | 'pending'> {
  const { teamId } = viewer
  const { customer, subscription } = await requireOfferedAction(viewer, 'subscription_update_confirm', { now })
  const catalog = await getCatalog()
  const key = catalog.planOf(subscription.items[0]?.productId ?? '')
  const plan = key === null ? null : catalog.grantedBy(key)
  if (!plan?.seats) {
    throw new AppError('not_found', 'Your plan doesn’t include seats.')
  }
  const desired = seatsOf(plan, seats)
  await db().seatTarget.upsert({
    where: { teamId },
    create: { teamId, desired, desiredSeq: 1 },
    update: { desired, desiredSeq: { increment: 1 } },
  })
  const order = await takeOrder(teamId, now)
  if (!order) return 'pending'
  if (!(await isActionWithinLimit(viewer))) return putOff(order, now)
  const outcome = await push(order, customer, now)
  await syncNow(customer.id, now)
  if (outcome === 'declined') {
    throw new AppError('payment_required', 'Your card was declined. Your number of seats was not changed.')
  }
  // The push may have failed because the stored state was outdated.
  if (outcome === 'pending') await requireOfferedAction(viewer, 'subscription_update_confirm', { now })
  return outcome
}

/** Pushes every due order and returns the number of orders pushed. The background loop calls this. */
export async function pushSeats(now: Date): Promise<number> {
  const due = await db().$queryRaw<{ teamId: string }[]>`
    SELECT "teamId" FROM "SeatTarget" WHERE "desiredSeq" > "appliedSeq"
      AND ${isClaimable(now)}
    ORDER BY "teamId" LIMIT 20`
  let pushed = 0
  for (const { teamId } of due) {
    const [order, customer] = [await takeOrder(teamId, now), await readCustomer(teamId)]
    if (!order || !customer) continue
    await push(order, customer, now)
    pushed++
  }
  return pushed
}

function subscriptionOf(customer: CustomerRow | null) {
  const row = customer?.lifecycle === 'live' ? customer.subscriptions.find((one) => isLive(one)) : undefined
  return row ? detailsOf(row) : null
}

/** Reads the newest order and leases it. The lease only saves calls. Correctness does not depend on it. */
async function takeOrder(teamId: string, now: Date): Promise<Order | null> {
  const rows = await db().$queryRaw<Order[]>`
    UPDATE "SeatTarget" SET "leaseUntil" = ${leaseEnd(now)}
    WHERE "teamId" = ${teamId} AND "desiredSeq" > "appliedSeq"
      AND ${isClaimable(now)}
    RETURNING "teamId", "desired", "desiredSeq", "attempts"`
  return rows[0] ?? null
}

async function push(order: Order, customer: CustomerRow, now: Date): Promise<'applied' | 'pending' | 'declined'> {
  const subscription = subscriptionOf(customer)
  const item = subscription?.items[0]
  // Without a subscription, there is nothing to push. A team that subscribes later chooses its seats then.
  if (!subscription || !item) return revert(order, order.desired)
  try {
    await stripe().subscriptions.update(subscription.id, {
      items: [{ id: item.id, quantity: order.desired }],
      metadata: { seats_seq: String(order.desiredSeq) },
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    })
  } catch (error) {
    if (isStripeError(error) && error.type === 'StripeCardError') {
      await revert(order, item.quantity)
      return 'declined'
    }
    // Stripe may have rejected the push because the stored state is outdated. Sync before the next push.
    if (isRejection(error)) await markDirty(customer.id)
    return postpone(order, error, now)
  }
  await db().$executeRaw`
    UPDATE "SeatTarget" SET "appliedSeq" = GREATEST("appliedSeq", ${order.desiredSeq}), "leaseUntil" = NULL,
      "nextAttemptAt" = ${new Date(now.getTime() + pauseMs)}, "attempts" = 0, "lastError" = NULL
    WHERE "teamId" = ${order.teamId}`
  return 'applied'
}

async function revert({ teamId, desiredSeq }: Order, desired: number): Promise<'pending'> {
  const data = { desired, appliedSeq: desiredSeq, leaseUntil: null, attempts: 0, lastError: null }
  await db().seatTarget.updateMany({ where: { teamId, desiredSeq }, data })
  await db().seatTarget.updateMany({ where: { teamId }, data: { leaseUntil: null } })
  return 'pending'
}

/** Leaves the order to the background loop. Teams add members in bulk, so too many orders are not an error. */
async function putOff({ teamId }: Order, now: Date): Promise<'pending'> {
  const data = { leaseUntil: null, nextAttemptAt: new Date(now.getTime() + pauseMs) }
  await db().seatTarget.updateMany({ where: { teamId }, data })
  return 'pending'
}

async function postpone({ teamId, attempts }: Order, error: unknown, now: Date): Promise<'pending'> {
  log().warn({ err: error, teamId }, 'seats could not be sent to Stripe and will be retried')
  // The row is gone if the account was closed in the meantime.
  await db().seatTarget.updateMany({ where: { teamId }, data: { ...failure(error, attempts, now), leaseUntil: null } })
  return 'pending'
}
