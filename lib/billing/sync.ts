import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { log } from '@/lib/log'
import { enqueue } from '@/lib/outbox'
import { getCatalog } from './catalog'
import { isLive } from './facts'
import { policyOver } from './policy'
import { type Projection, project } from './project'
import { jsonColumn, rowOf, storedCard } from './rows'
import { fetchSnapshot, type Snapshot } from './snapshot'
import { stripe } from './stripe'

// The one path by which Stripe's state becomes ours. The order of the steps is what makes it right under any number of
// concurrent syncs: read (dirtySeq, version) first, fetch second, and write only if the version is still the one read.
// A write that succeeds therefore rests on a fetch that began after the previous write, so no older state can follow a
// newer one, and `syncedSeq` never covers a change that the fetch could not have seen.

type Read = { id: string; teamId: string; stripeCustomerId: string; dirtySeq: bigint; version: bigint }

const roundsMax = 10

/** Says that Stripe may know something newer about this customer. Cheap; may be called as often as one likes. */
export async function markDirty(customerId: string): Promise<void> {
  await db().billingCustomer.update({ where: { id: customerId }, data: { dirtySeq: { increment: 1 } } })
}

/**
 * Brings the stored state of one customer up to at least what Stripe had when this was called. Idempotent; any number
 * may run at once.
 *
 * @param customerId our id of the billing customer
 * @param now the present moment
 * @throws Stripe's errors on an outage, ZodError on a shape that is not understood; the stored rows are then untouched
 */
export async function syncCustomer(customerId: string, now: Date): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    const read = await readTarget(customerId)
    if (!read) return
    const snapshot = await fetchSnapshot(read.stripeCustomerId)
    if (await write(read, snapshot, now)) return
    // Somebody wrote since our read. If they began after our target was set, they have seen what we had to see.
    if (await isCovered(read)) return
  }
  throw new Error(`sync of ${customerId} lost to other writers ${roundsMax} times; it stays marked for the next round`)
}

async function readTarget(customerId: string): Promise<Read | null> {
  const row = await db().billingCustomer.findUnique({
    where: { id: customerId },
    select: { id: true, teamId: true, stripeCustomerId: true, dirtySeq: true, version: true },
  })
  return row?.stripeCustomerId ? { ...row, stripeCustomerId: row.stripeCustomerId } : null
}

async function isCovered(read: Read): Promise<boolean> {
  const row = await db().billingCustomer.findUnique({ where: { id: read.id }, select: { syncedSeq: true } })
  return row === null || row.syncedSeq >= read.dirtySeq
}

async function write(read: Read, snapshot: Snapshot, now: Date): Promise<boolean> {
  const catalog = await getCatalog()
  const facts = snapshot.subscriptions.map((subscription) => subscription.facts)
  const projection = project(facts, Math.floor(now.getTime() / 1000), policyOver(catalog))
  const written = await db().$transaction(async (tx) => {
    const before = await tx.billingCustomer.findUnique({ where: { id: read.id }, select: { paymentMethod: true } })
    if (!(await takeVersion(tx, read, snapshot, now))) return false
    await writeSubscriptions(tx, read.id, snapshot, now)
    await writeEntitlement(tx, read.id, projection, now)
    await writeFacts(tx, read, snapshot)
    if (read.version > 0n) await followNewCard(tx, read, storedCard(before?.paymentMethod)?.id, snapshot)
    await tx.stripeEvent.updateMany({
      where: { customerRef: read.stripeCustomerId, state: { in: ['received', 'unowned'] } },
      data: { state: 'done' },
    })
    return true
  })
  if (written) for (const alert of projection.alerts) log().error({ teamId: read.teamId }, `billing alert: ${alert}`)
  return written
}

/** The compare-and-set that orders all writers: no row changes unless the version is the one that was read. */
async function takeVersion(tx: Transaction, read: Read, { customer }: Snapshot, now: Date): Promise<boolean> {
  const { count } = await tx.billingCustomer.updateMany({
    where: { id: read.id, version: read.version },
    data: {
      version: read.version + 1n,
      syncedSeq: read.dirtySeq,
      syncedAt: now,
      attempts: 0,
      nextAttemptAt: null,
      lastError: null,
      paymentMethod: jsonColumn(customer.paymentMethod),
      billingDetails: jsonColumn(customer.billingDetails),
    },
  })
  return count === 1
}

async function writeSubscriptions(tx: Transaction, customerId: string, snapshot: Snapshot, now: Date): Promise<void> {
  for (const subscription of snapshot.subscriptions) {
    const stripeSubscriptionId = subscription.facts.id
    const row = rowOf(subscription, stripe().getApiField('version'))
    await tx.subscription.upsert({
      where: { stripeSubscriptionId },
      create: { stripeSubscriptionId, customerId, ...row },
      update: row,
    })
  }
  const present = snapshot.subscriptions.map((subscription) => subscription.facts.id)
  await tx.subscription.updateMany({
    where: { customerId, stripeSubscriptionId: { notIn: present }, absentSince: null },
    data: { absentSince: now },
  })
}

async function writeEntitlement(tx: Transaction, customerId: string, projection: Projection, now: Date): Promise<void> {
  const { plan, reason, source, graceUntil } = projection
  const row = {
    plan,
    reason,
    sourceSubscription: source,
    graceUntil: graceUntil === null ? null : new Date(graceUntil * 1000),
  }
  await tx.entitlement.upsert({ where: { customerId }, create: { customerId, validFrom: now, ...row }, update: row })
}

/** What happened once and for all: a team's trial is used up, its open Checkout came to an end. */
async function writeFacts(tx: Transaction, { teamId }: Read, { subscriptions }: Snapshot): Promise<void> {
  const tried = subscriptions.find(({ facts }) => facts.trialEnd !== null)
  if (tried) {
    const fact = { kind: 'trial_used', key: teamId, teamId, data: { subscription: tried.facts.id } }
    await tx.billingFact.createMany({ data: [fact], skipDuplicates: true })
  }
  if (subscriptions.some(({ facts }) => isLive(facts) && facts.status !== 'incomplete')) {
    await tx.checkoutIntent.updateMany({ where: { teamId, state: 'open' }, data: { state: 'completed', url: null } })
  }
}

/**
 * A new default card does not reach a subscription that has a card of its own (Stripe docs: Smart Retries), so the
 * change is carried on by a task of its own, decided in the very transaction that saw it.
 */
async function followNewCard(tx: Transaction, read: Read, before: string | undefined, snapshot: Snapshot) {
  const card = snapshot.customer.paymentMethod
  if (!card || card.id === before) return
  const needing = snapshot.subscriptions.filter(({ facts }) => {
    const hasOtherCard = facts.defaultPaymentMethod !== null && facts.defaultPaymentMethod.id !== card.id
    return isLive(facts) && (hasOtherCard || facts.status === 'past_due' || facts.status === 'unpaid')
  })
  for (const { facts } of needing) {
    const key = `${facts.id}:${card.id}:${read.version}`
    await enqueue(tx, 'billing.new_card', key, { customerId: read.id, subscriptionId: facts.id })
  }
}
