import 'server-only'
import type { Transaction } from '@/lib/db'
import { enqueue } from '@/lib/outbox'
import { type CardFacts, isLive, type Policy, type Snapshot } from '../model'
import { raiseAlert, type Stored } from '../store'
import { isLivemode } from '../stripe'
import { recordCancellations } from './cancellations'
import { followSeats } from './seat-targets'

// What has to be done at Stripe because of what was seen there. It is decided in the very transaction that saw it, and
// carried out afterwards by run-follow-ups.ts: a crash in between loses nothing.

/**
 * Decides what follows from a snapshot, inside the sync's transaction.
 *
 * @param stored what was stored before
 * @param snapshot what Stripe has now
 */
export async function followChanges(
  tx: Transaction,
  stored: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  await recordCancellations(tx, stored, snapshot, policy, now)
  await closeIntents(tx, stored, snapshot)
  await followSeats(tx, stored.teamId, snapshot)
  if (stored.lifecycle === 'closed') return cancelLate(tx, stored, snapshot, now)
  await followNewCard(tx, stored, snapshot)
  await followLostDisputes(tx, stored, snapshot)
  await followTrials(tx, stored, snapshot)
}

/** A subscription that has begun ends the team's open Checkout. */
async function closeIntents(tx: Transaction, { teamId }: Stored, { subscriptions }: Snapshot): Promise<void> {
  if (!subscriptions.some(({ facts }) => isLive(facts) && facts.status !== 'incomplete')) return
  await tx.checkoutIntent.updateMany({ where: { teamId, state: 'open' }, data: { state: 'completed', url: null } })
}

/** A subscription of a closed account must not go on charging somebody who has left. */
async function cancelLate(tx: Transaction, stored: Stored, { subscriptions }: Snapshot, now: Date): Promise<void> {
  for (const { facts } of subscriptions.filter((one) => isLive(one.facts))) {
    await enqueue(tx, 'billing.cancel', keyOf(stored, facts.id, 'closed'), payload(stored, facts.id))
    const message = `the account is closed, but ${facts.id} is ${facts.status}: it is being cancelled`
    await raiseAlert({ kind: 'late_subscription', key: facts.id, teamId: stored.teamId, message }, now, tx)
  }
}

/** A new default card does not reach a subscription that has a card of its own (Stripe docs: Smart Retries). */
async function followNewCard(tx: Transaction, stored: Stored, { customer, subscriptions }: Snapshot): Promise<void> {
  const card = customer.paymentMethod
  if (stored.isFirst || !card || card.id === stored.card?.id) return
  const needing = subscriptions.filter(({ facts }) => {
    const hasOtherCard = facts.defaultPaymentMethod !== null && facts.defaultPaymentMethod.id !== card.id
    return isLive(facts) && (hasOtherCard || facts.status === 'past_due' || facts.status === 'unpaid')
  })
  for (const { facts } of needing) {
    const key = keyOf(stored, facts.id, `${card.id}:${stored.version}`)
    await enqueue(tx, 'billing.new_card', key, payload(stored, facts.id))
  }
}

/**
 * A dispute that is lost ends what was paid with it: every subscription that is live at that moment. (docs/billing.md
 * has the policy; a later subscription is not touched, since the key is the dispute's.)
 */
async function followLostDisputes(tx: Transaction, stored: Stored, { money, subscriptions }: Snapshot): Promise<void> {
  const known = new Set(stored.disputes.filter(({ status }) => status === 'lost').map(({ id }) => id))
  for (const dispute of money.disputes.filter(({ id, status }) => status === 'lost' && !known.has(id))) {
    for (const { facts } of subscriptions.filter(
      (one) => isLive(one.facts) && one.facts.createdAt <= dispute.createdAt,
    )) {
      await enqueue(tx, 'billing.cancel', keyOf(stored, facts.id, dispute.id), payload(stored, facts.id))
    }
  }
}

/**
 * A card gets one trial. Which card it is shows only after Checkout, when the trial has begun: the first team that was
 * seen with it keeps the trial, any other's is ended without a charge, since nobody agreed to pay at once.
 */
async function followTrials(tx: Transaction, stored: Stored, { customer, subscriptions }: Snapshot): Promise<void> {
  const { teamId } = stored
  for (const { facts } of subscriptions.filter((one) => one.facts.trialEnd !== null)) {
    const card = facts.defaultPaymentMethod ?? customer.paymentMethod
    if (!card?.fingerprint || isEverybodys(card)) continue
    const key = `card:${card.fingerprint}`
    const fact = { kind: 'trial_used' as const, key, teamId, data: { subscription: facts.id } }
    await tx.billingFact.createMany({ data: [fact], skipDuplicates: true })
    if (facts.status !== 'trialing') continue
    const first = await tx.billingFact.findUniqueOrThrow({ where: { kind_key: { kind: 'trial_used', key } } })
    if (first.teamId === teamId) continue
    await enqueue(tx, 'billing.refuse_trial', keyOf(stored, facts.id, 'trial'), payload(stored, facts.id))
  }
}

/** In test mode 4242… is everybody's card; whoever tries the product out twice should get what a customer gets. */
const isEverybodys = (card: CardFacts) => !isLivemode() && card.last4 === '4242'

/** The customer comes first in a key, so that a return route can carry out its own customer's tasks. */
const keyOf = ({ id }: Stored, subscriptionId: string, why: string) => `${id}:${subscriptionId}:${why}`
const payload = ({ id, teamId }: Stored, subscriptionId: string) => ({ customerId: id, teamId, subscriptionId })
