import 'server-only'
import type { Transaction } from '@/lib/db'
import { type Policy, type Projection, planColumns, type Snapshot } from '../model'
import { jsonColumn, type Unreadable } from './json-columns'
import { factsOf, readCustomerColumns, readSubscription, rowOf } from './stored-customer'

// The rows that mirror Stripe. Only sync-customer.ts calls these, inside the transaction that took the version.

/** What was stored of a customer before this sync, for finding out what changed. */
export type Stored = NonNullable<Awaited<ReturnType<typeof readStored>>>

/** Reads what is stored of a customer, every subscription included. */
export async function readStored(tx: Transaction, id: string) {
  const row = await tx.billingCustomer.findUnique({ where: { id }, include: { subscriptions: true, sync: true } })
  if (!row) return null
  const unreadable: Unreadable[] = []
  const { paymentMethod, disputes } = readCustomerColumns(row, unreadable)
  const subscriptions = row.subscriptions.map((one) => factsOf(readSubscription(one, unreadable)))
  const { teamId, lifecycle, sync } = row
  const version = sync?.version ?? 0n
  return {
    id,
    teamId,
    lifecycle,
    /** True until the first sync: what is seen then is not news. */
    isFirst: version === 0n,
    version,
    syncedAt: sync?.syncedAt ?? null,
    card: paymentMethod,
    disputes,
    subscriptions: new Map(subscriptions.map((facts) => [facts.id, facts])),
    /** What could not be understood, and is written anew by this sync. */
    unreadable,
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
export async function writeSubscriptions(
  tx: Transaction,
  { id: customerId, lifecycle }: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  for (const subscription of snapshot.subscriptions) {
    const stripeSubscriptionId = subscription.facts.id
    const row = rowOf(subscription, planColumns(subscription.facts, policy), lifecycle === 'closed')
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
export async function writeEntitlement(tx: Transaction, customerId: string, projection: Projection): Promise<void> {
  const { plan, reason, source, graceUntil } = projection
  const row = {
    plan,
    reason,
    subscriptionId: source,
    graceUntil: graceUntil === null ? null : new Date(graceUntil * 1000),
  }
  await tx.entitlement.upsert({ where: { customerId }, create: { customerId, ...row }, update: row })
}
