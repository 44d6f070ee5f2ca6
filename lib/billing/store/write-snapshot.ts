import 'server-only'
import type { Transaction } from '@/lib/db'
import { dateOf, type Policy, type Projection, planColumns, type Snapshot } from '../model'
import { jsonColumn, type Unreadable } from './json-columns'
import { detailsOf, readCustomerColumns, readSubscription, rowOf } from './stored-customer'

// The rows that mirror Stripe. Only sync-customer.ts calls these, in the transaction that sets the version.

/** The stored customer before a sync, used to detect changes. */
export type Stored = NonNullable<Awaited<ReturnType<typeof readStored>>>

/** Reads a stored customer with all of its subscriptions. */
export async function readStored(tx: Transaction, id: string) {
  const row = await tx.billingCustomer.findUnique({ where: { id }, include: { subscriptions: true, sync: true } })
  if (!row) return null
  const unreadable: Unreadable[] = []
  const { paymentMethod, disputes } = readCustomerColumns(row, unreadable)
  const subscriptions = row.subscriptions.map((one) => detailsOf(readSubscription(one, unreadable)))
  const { teamId, lifecycle, sync } = row
  const version = sync?.version ?? 0n
  return {
    id,
    teamId,
    lifecycle,
    /** True until the first sync, which sends no notifications. */
    isFirst: version === 0n,
    version,
    syncedAt: sync?.syncedAt ?? null,
    card: paymentMethod,
    disputes,
    subscriptions: new Map(subscriptions.map((details) => [details.id, details])),
    /** Columns that could not be parsed. This sync overwrites them. */
    unreadable,
  }
}

/** Writes the customer's columns. Stores no personal data for a closed account. */
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
      // Stripe found the customer with the current API key, so this is its account.
      accountId: accountId ?? undefined,
      paymentMethod: jsonColumn(isClosed ? null : customer.paymentMethod),
      billingDetails: jsonColumn(isClosed ? null : customer.billingDetails),
      disputes: money.disputes.length > 0 ? money.disputes : jsonColumn(null),
    },
  })
}

/** Writes one row per subscription and marks those that Stripe no longer lists. */
export async function writeSubscriptions(
  tx: Transaction,
  { id: customerId, lifecycle }: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  for (const subscription of snapshot.subscriptions) {
    const stripeSubscriptionId = subscription.details.id
    const row = rowOf(subscription, planColumns(subscription.details, policy), lifecycle === 'closed')
    await tx.subscription.upsert({
      where: { stripeSubscriptionId },
      create: { stripeSubscriptionId, customerId, ...row },
      update: row,
    })
  }
  const present = snapshot.subscriptions.map((subscription) => subscription.details.id)
  await tx.subscription.updateMany({
    where: { customerId, stripeSubscriptionId: { notIn: present }, absentSince: null },
    data: { absentSince: now },
  })
}

/** Writes the plan that the team can use. */
export async function writeEntitlement(tx: Transaction, customerId: string, projection: Projection): Promise<void> {
  const { plan, reason, source, graceUntil } = projection
  const row = {
    plan,
    reason,
    subscriptionId: source,
    graceUntil: dateOf(graceUntil),
  }
  await tx.entitlement.upsert({ where: { customerId }, create: { customerId, ...row }, update: row })
}
