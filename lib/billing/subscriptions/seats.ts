import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { failure, isClaimable, leaseEnd } from '@/lib/leases'
import { log } from '@/lib/log'
import { requireOfferedAction } from '../access'
import { isLive, seatsOf } from '../model'
import { type CustomerRow, factsOf, getCatalog, readCustomer } from '../store'
import { asRefusal, isStripeError, stripe } from '../stripe'
import { markDirty, readStripe } from '../sync'

/** Stripe takes 200 changes of a quantity in an hour; orders that come faster are pushed together. */
const pauseMs = 20_000

type Order = { teamId: string; desired: number; desiredSeq: bigint; attempts: number }

/**
 * Orders a number of seats, as an absolute number: of two orders the later one counts, whatever order they reach Stripe
 * in. The difference is charged at once; when the card is declined nothing changes. (For seats that follow the members
 * of a team; the billing page lets the portal confirm the amount instead.)
 *
 * @param viewer an OWNER or ADMIN
 * @param seats how many
 * @param now the present moment
 * @returns `applied` when Stripe has it, `pending` when the background loop will go on
 * @throws AppError as `requireOfferedAction` does; `not_found` for a plan without seats, `conflict` for a number that the
 *   plan does not come with, `payment_required` when the card was declined
 */
export async function setSeats(viewer: Viewer, seats: number, now: Date): Promise<'applied' | 'pending'> {
  const { teamId } = viewer
  const { customer, subscription } = await requireOfferedAction(viewer, 'subscription_update_confirm', { now })
  const catalog = await getCatalog()
  const key = catalog.planOf(subscription.items[0]?.productId ?? '')
  const plan = key === null ? null : catalog.grantedBy(key)
  if (!plan?.seats) {
    throw new AppError('not_found', 'Your plan has no seats to change.')
  }
  const desired = seatsOf(plan, seats)
  await db().seatTarget.upsert({
    where: { teamId },
    create: { teamId, desired, desiredSeq: 1 },
    update: { desired, desiredSeq: { increment: 1 } },
  })
  const order = await takeOrder(teamId, now)
  if (!order) return 'pending'
  const outcome = await push(order, customer, now)
  await readStripe(customer.id, now)
  if (outcome === 'declined') {
    throw new AppError('payment_required', 'Your card was declined, so the number of seats stays as it was.')
  }
  // A push that failed may have met a state that was not stored yet.
  if (outcome === 'pending') await requireOfferedAction(viewer, 'subscription_update_confirm', { now })
  return outcome
}

/** Pushes every order that is due; answers how many. Called by the background loop. */
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

function seated(customer: CustomerRow | null) {
  const row = customer?.lifecycle === 'live' ? customer.subscriptions.find((one) => isLive(one)) : undefined
  return row ? factsOf(row) : null
}

/** Reads the newest order and keeps others from pushing it too: that saves calls, being right does not depend on it. */
async function takeOrder(teamId: string, now: Date): Promise<Order | null> {
  const rows = await db().$queryRaw<Order[]>`
    UPDATE "SeatTarget" SET "leaseUntil" = ${leaseEnd(now)}
    WHERE "teamId" = ${teamId} AND "desiredSeq" > "appliedSeq"
      AND ${isClaimable(now)}
    RETURNING "teamId", "desired", "desiredSeq", "attempts"`
  return rows[0] ?? null
}

async function push(order: Order, customer: CustomerRow, now: Date): Promise<'applied' | 'pending' | 'declined'> {
  const subscription = seated(customer)
  const item = subscription?.items[0]
  // Nothing to push to: a team that subscribes later buys its seats there.
  if (!subscription || !item) return withdraw(order, order.desired)
  try {
    await stripe().subscriptions.update(subscription.id, {
      items: [{ id: item.id, quantity: order.desired }],
      metadata: { seats_seq: String(order.desiredSeq) },
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    })
  } catch (error) {
    if (isStripeError(error) && error.type === 'StripeCardError') {
      await withdraw(order, item.quantity)
      return 'declined'
    }
    // A refusal may come of a state that is not stored yet: the next push knows it.
    if (asRefusal(error)) await markDirty(customer.id)
    return postpone(order, error, now)
  }
  await db().$executeRaw`
    UPDATE "SeatTarget" SET "appliedSeq" = GREATEST("appliedSeq", ${order.desiredSeq}), "leaseUntil" = NULL,
      "nextAttemptAt" = ${new Date(now.getTime() + pauseMs)}, "attempts" = 0, "lastError" = NULL
    WHERE "teamId" = ${order.teamId}`
  return 'applied'
}

async function withdraw({ teamId, desiredSeq }: Order, desired: number): Promise<'pending'> {
  const data = { desired, appliedSeq: desiredSeq, leaseUntil: null, attempts: 0, lastError: null }
  await db().seatTarget.updateMany({ where: { teamId, desiredSeq }, data })
  await db().seatTarget.updateMany({ where: { teamId }, data: { leaseUntil: null } })
  return 'pending'
}

async function postpone({ teamId, attempts }: Order, error: unknown, now: Date): Promise<'pending'> {
  log().warn({ err: error, teamId }, 'seats could not be sent to Stripe; this will be retried')
  // No row is left if the account was closed in the meantime.
  await db().seatTarget.updateMany({ where: { teamId }, data: { ...failure(error, attempts, now), leaseUntil: null } })
  return 'pending'
}
