import 'server-only'
import type { Transaction } from '@/lib/db'
import { enqueue } from '@/lib/outbox'
import { type CardDetails, isLive, type Policy, type Snapshot } from '../model'
import { raiseAlert, type Stored } from '../store'
import { isLivemode } from '../stripe'
import { recordCancellations } from './cancellations'
import { updateSeatTarget } from './seat-targets'

// Changes to make in Stripe based on what a sync found there. They are queued in the sync's own transaction and run
// later by run-tasks.ts, so a crash loses nothing.

/**
 * Queues the follow-up tasks for a snapshot, inside the sync's transaction.
 *
 * @param stored the state before this sync
 * @param snapshot the current state in Stripe
 */
export async function queueFollowUps(
  tx: Transaction,
  stored: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  await recordCancellations(tx, stored, snapshot, policy, now)
  await closeCheckoutIntents(tx, stored, snapshot)
  await updateSeatTarget(tx, stored.teamId, snapshot)
  if (stored.lifecycle === 'closed') return cancelLateSubscriptions(tx, stored, snapshot, now)
  await queueNewCard(tx, stored, snapshot)
  await cancelAfterLostDisputes(tx, stored, snapshot)
  await endRepeatTrials(tx, stored, snapshot)
}

/**
 * Closes the team's Checkout once it has created a subscription, or once the team has subscribed another way (through the
 * Dashboard or an older session). In the second case, the session can still be paid, so it is expired in Stripe.
 */
async function closeCheckoutIntents(tx: Transaction, stored: Stored, { subscriptions }: Snapshot): Promise<void> {
  const { teamId } = stored
  const started = subscriptions.filter(({ details }) => details.status !== 'incomplete')
  const paid = started.map(({ details }) => details.checkoutIntentId).filter((id) => id !== null)
  if (paid.length > 0) {
    const where = { teamId, id: { in: paid }, state: { not: 'completed' as const } }
    await tx.checkoutIntent.updateMany({ where, data: { state: 'completed', url: null } })
  }
  if (!started.some(({ details }) => isLive(details))) return
  const expired = await tx.checkoutIntent.updateManyAndReturn({
    where: { teamId, state: 'open' },
    data: { state: 'expired', url: null },
    select: { sessionId: true },
  })
  for (const { sessionId } of expired) {
    // A session without an id is still being created. The request that creates it will expire it.
    if (!sessionId) continue
    const task = { customerId: stored.id, sessionId }
    await enqueue(tx, 'billing.expire_session', keyOf(stored, sessionId, 'subscribed'), task)
  }
}

/** A subscription must not keep charging a customer whose account is closed. */
async function cancelLateSubscriptions(
  tx: Transaction,
  stored: Stored,
  { subscriptions }: Snapshot,
  now: Date,
): Promise<void> {
  for (const { details } of subscriptions.filter((one) => isLive(one.details))) {
    await enqueue(tx, 'billing.cancel', keyOf(stored, details.id, 'closed'), payload(stored, details.id))
    const message = `The account is closed, but ${details.id} is ${details.status}, so it is being canceled`
    await raiseAlert({ kind: 'late_subscription', key: details.id, teamId: stored.teamId, message }, now, tx)
  }
}

/** A subscription with its own card does not use a new default card (Stripe docs: Smart Retries). */
async function queueNewCard(tx: Transaction, stored: Stored, { customer, subscriptions }: Snapshot): Promise<void> {
  const card = customer.paymentMethod
  if (stored.isFirst || !card || card.id === stored.card?.id) return
  const affected = subscriptions.filter(({ details }) => {
    const hasOtherCard = details.defaultPaymentMethod !== null && details.defaultPaymentMethod.id !== card.id
    return isLive(details) && (hasOtherCard || details.status === 'past_due' || details.status === 'unpaid')
  })
  for (const { details } of affected) {
    const key = keyOf(stored, details.id, `${card.id}:${stored.version}`)
    await enqueue(tx, 'billing.new_card', key, payload(stored, details.id))
  }
}

/**
 * If a dispute was lost, cancels every live subscription that existed when the dispute was opened (see
 * docs/billing.md). A later subscription is not affected.
 */
async function cancelAfterLostDisputes(
  tx: Transaction,
  stored: Stored,
  { money, subscriptions }: Snapshot,
): Promise<void> {
  const alreadyLost = new Set(stored.disputes.filter(({ status }) => status === 'lost').map(({ id }) => id))
  for (const dispute of money.disputes.filter(({ id, status }) => status === 'lost' && !alreadyLost.has(id))) {
    for (const { details } of subscriptions.filter(
      (one) => isLive(one.details) && one.details.createdAt <= dispute.createdAt,
    )) {
      await enqueue(tx, 'billing.cancel', keyOf(stored, details.id, dispute.id), payload(stored, details.id))
    }
  }
}

/**
 * Allows one trial per card. The card is known only after Checkout, when the trial has started. The first team to use the
 * card keeps its trial. Any other team's trial ends without a charge, because that team did not agree to pay right
 * away.
 */
async function endRepeatTrials(tx: Transaction, stored: Stored, { customer, subscriptions }: Snapshot): Promise<void> {
  const { teamId } = stored
  for (const { details } of subscriptions.filter((one) => one.details.trialEnd !== null)) {
    const card = details.defaultPaymentMethod ?? customer.paymentMethod
    if (!card?.fingerprint || isSharedTestCard(card)) continue
    const key = `card:${card.fingerprint}`
    const fact = { kind: 'trial_used' as const, key, teamId, data: { subscription: details.id } }
    await tx.billingFact.createMany({ data: [fact], skipDuplicates: true })
    if (details.status !== 'trialing') continue
    const first = await tx.billingFact.findUniqueOrThrow({ where: { kind_key: { kind: 'trial_used', key } } })
    if (first.teamId === teamId) continue
    await enqueue(tx, 'billing.refuse_trial', keyOf(stored, details.id, 'trial'), payload(stored, details.id))
  }
}

/** In test mode, everyone pays with 4242…, and someone who tries the product twice should get a trial each time. */
const isSharedTestCard = (card: CardDetails) => !isLivemode() && card.last4 === '4242'

/** The key starts with the customer's id, so that a return route can run only its customer's tasks. */
const keyOf = ({ id }: Stored, stripeId: string, why: string) => `${id}:${stripeId}:${why}`
const payload = ({ id, teamId }: Stored, subscriptionId: string) => ({ customerId: id, teamId, subscriptionId })
