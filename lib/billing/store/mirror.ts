import 'server-only'
import type { Transaction } from '@/lib/db'
import { dateOf, type Projection, type Snapshot } from '../model'
import { stripe } from '../stripe'
import { factsOf, jsonColumn, rowOf, storedCard, storedDisputes } from './stored-customer'

// The rows that mirror Stripe. Only sync-customer.ts calls these, inside the transaction that took the version.

/** What was stored of a customer before this sync, for finding out what changed. */
export type Stored = NonNullable<Awaited<ReturnType<typeof readStored>>>

/** Reads what is stored of a customer, every subscription included. */
export async function readStored(tx: Transaction, id: string) {
  const row = await tx.billingCustomer.findUnique({ where: { id }, include: { subscriptions: true } })
  if (!row) return null
  const { teamId, lifecycle, version, syncedAt } = row
  return {
    id,
    teamId,
    lifecycle,
    /** True until the first sync: what is seen then is not news. */
    isFirst: version === 0n,
    version,
    syncedAt,
    card: storedCard(row.paymentMethod),
    disputes: storedDisputes(row.disputes),
    subscriptions: new Map(row.subscriptions.map((one) => [one.stripeSubscriptionId, factsOf(one)])),
  }
}

/** Writes the customer's own columns. Of a closed account nothing personal is kept. */
export async function writeCustomer(
  tx: Transaction,
  { id, lifecycle }: Stored,
  snapshot: Snapshot,
  accountId: string | null,
): Promise<void> {
  const { customer, money } = snapshot
  const isClosed = lifecycle === 'closed'
  await tx.billingCustomer.update({
    where: { id },
    data: {
      // Stripe has it under the present key, so this is its account.
      accountId: accountId ?? undefined,
      paymentMethod: jsonColumn(isClosed ? null : customer.paymentMethod),
      billingDetails: jsonColumn(isClosed ? null : customer.billingDetails),
      disputes: money.disputes.length > 0 ? money.disputes : jsonColumn(null),
    },
  })
}

/** Writes one row for each subscription, and marks those that Stripe no longer lists. */
export async function writeSubscriptions(tx: Transaction, stored: Stored, snapshot: Snapshot, now: Date) {
  const { id: customerId, lifecycle } = stored
  for (const subscription of snapshot.subscriptions) {
    const stripeSubscriptionId = subscription.facts.id
    const row = rowOf(subscription, stripe().getApiField('version'), lifecycle === 'closed')
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

/** Writes what the team may use. */
export async function writeEntitlement(tx: Transaction, customerId: string, projection: Projection, now: Date) {
  const { plan, reason, source, graceUntil } = projection
  const row = {
    plan,
    reason,
    sourceSubscription: source,
    graceUntil: dateOf(graceUntil),
  }
  await tx.entitlement.upsert({ where: { customerId }, create: { customerId, validFrom: now, ...row }, update: row })
}
