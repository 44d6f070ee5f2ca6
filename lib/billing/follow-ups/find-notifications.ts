import 'server-only'
import type { BillingAlertKind, BillingFactKind, Prisma } from '@/lib/generated/prisma/client'
import type { Catalog } from '../catalog'
import {
  type BillingEmail,
  daySeconds,
  isLive,
  type Snapshot,
  type SubscriptionDetails,
  scheduledEnd,
  secondsOf,
} from '../model'
import { trialReminderDays } from '../policy'
import type { Stored } from '../store'

/**
 * Something that happened once. It is stored under its kind and key, and only the sync that stores it sends the email and
 * the alert. Duplicate or reordered events therefore never send a second one.
 */
export type Notification = {
  kind: BillingFactKind
  key: string
  data: Prisma.InputJsonObject
  /** The email to the customer, if any, and when the event happened (Unix seconds). */
  email?: { kind: BillingEmail; at: number }
  /** The alert to the founder, if any. */
  alert?: { kind: BillingAlertKind; message: string }
}

/** The current time and the time of the last sync, in Unix seconds. */
type Times = { now: number; seenAt: number }

/**
 * Compares a snapshot with the stored state and returns what happened. Has no side effects.
 *
 * @param stored the state before this sync
 * @param snapshot the current state in Stripe
 * @param now the current time
 */
export function findNotifications(stored: Stored, snapshot: Snapshot, catalog: Catalog, now: Date): Notification[] {
  const at = secondsOf(now)
  const seenAt = stored.syncedAt ? secondsOf(stored.syncedAt) : 0
  const found = snapshot.subscriptions.flatMap(({ details }) => {
    const before = stored.subscriptions.get(details.id) ?? null
    return [
      ...paymentNotifications(details, before, { now: at, seenAt }),
      ...trialNotifications(stored.teamId, details, at),
      ...cancellationNotifications(details, before, at),
      ...changeNotifications(details, before, catalog),
    ]
  })
  return [...found, ...moneyNotifications(snapshot)]
}

/**
 * Stripe does not report when a payment was attempted. The attempt came after the invoice was finalized, after the last
 * sync, and after the time that Stripe had scheduled for it. (There may be days without a sync between two attempts.)
 */
function paymentNotifications(
  details: SubscriptionDetails,
  before: SubscriptionDetails | null,
  times: Times,
): Notification[] {
  const invoice = details.latestInvoice
  if (!invoice) return []
  const { id, attemptCount, amountRemainingCents, currency, needsAction } = invoice
  const data = { subscription: details.id, amountCents: amountRemainingCents, currency }
  const scheduled = before?.latestInvoice?.id === id ? before.latestInvoice.nextPaymentAttempt : null
  const due = scheduled !== null && scheduled <= times.now ? scheduled : 0
  const at = Math.max(invoice.finalizedAt ?? invoice.createdAt, times.seenAt, due)
  if (invoice.status === 'paid') {
    const failed = before?.latestInvoice?.id === id && before.latestInvoice.attemptCount > 0 ? before : null
    const wasPastDue = failed?.latestInvoice?.status === 'open' && failed.status !== 'incomplete'
    if (!wasPastDue || !isLive(details)) return []
    return [{ kind: 'payment_recovered', key: id, data, email: { kind: 'payment_recovered', at } }]
  }
  const isOpen = invoice.status === 'open' && attemptCount > 0 && amountRemainingCents > 0
  if (!isOpen || !isLive(details)) return []
  const kind = needsAction ? ('action_required' as const) : ('payment_failed' as const)
  return [{ kind, key: `${id}:${attemptCount}`, data, email: { kind, at } }]
}

function trialNotifications(teamId: string, details: SubscriptionDetails, now: number): Notification[] {
  if (details.trialEnd === null) return []
  const data = { subscription: details.id }
  const notifications: Notification[] = [{ kind: 'trial_used', key: teamId, data }]
  const left = details.trialEnd - now
  const isNear = left > 0 && left <= trialReminderDays * daySeconds
  if (details.status !== 'trialing' || !isNear || scheduledEnd(details) !== null) return notifications
  const key = `${details.id}:${details.trialEnd}`
  return [...notifications, { kind: 'trial_ending', key, data, email: { kind: 'trial_ending', at: now } }]
}

function cancellationNotifications(
  details: SubscriptionDetails,
  before: SubscriptionDetails | null,
  now: number,
): Notification[] {
  const data = { subscription: details.id, reason: details.cancellationReason }
  if (details.status === 'canceled') {
    const at = details.endedAt ?? now
    return [{ kind: 'subscription_ended', key: details.id, data, email: { kind: 'subscription_ended', at } }]
  }
  if (!isLive(details)) return []
  if (scheduledEnd(details) !== null) {
    const at = details.canceledAt ?? now
    const key = `${details.id}:${details.canceledAt ?? scheduledEnd(details)}`
    return [{ kind: 'cancellation_scheduled', key, data, email: { kind: 'cancellation_scheduled', at } }]
  }
  const end = before && scheduledEnd(before)
  if (!before || end === null) return []
  const key = `${details.id}:${before.canceledAt ?? end}`
  return [{ kind: 'cancellation_undone', key, data, email: { kind: 'cancellation_undone', at: now } }]
}

/** If a pending change is gone and the items are unchanged, it was not paid for in time. */
function changeNotifications(
  details: SubscriptionDetails,
  before: SubscriptionDetails | null,
  catalog: Catalog,
): Notification[] {
  if (!before?.pendingUpdate || details.pendingUpdate || !isLive(details)) return []
  const pricesOf = ({ items }: SubscriptionDetails) =>
    items
      .map((item) => `${item.priceId}:${item.quantity}`)
      .sort()
      .join()
  if (pricesOf(details) !== pricesOf(before)) return []
  const { expiresAt } = before.pendingUpdate
  const plan = catalog.planOf(details.items[0]?.productId ?? '')
  const data = { subscription: details.id, plan }
  return [
    {
      kind: 'change_expired',
      key: `${details.id}:${expiresAt}`,
      data,
      email: { kind: 'change_expired', at: expiresAt },
    },
  ]
}

function moneyNotifications({ money, subscriptions }: Snapshot): Notification[] {
  const paid = money.paidInvoices.map(({ id, subscription }): Notification => {
    return { kind: 'invoice_paid', key: id, data: { subscription } }
  })
  const hasLive = subscriptions.some(({ details }) => isLive(details))
  const refunds = money.refunds.map(({ id, amountCents, currency, isFull, chargeId }): Notification => {
    const message = `${id} fully refunded ${chargeId}, but the subscription is still live. Cancel the subscription if that was your intention`
    const alert = { kind: 'refund' as const, message }
    const data = { amountCents, currency, charge: chargeId, isFull }
    return { kind: 'refund', key: id, data, ...(isFull && hasLive ? { alert } : {}) }
  })
  const disputes = money.disputes.map(({ id, status, amountCents, currency, reason, chargeId }): Notification => {
    const message = `Dispute ${id} (${reason}) is ${status}. View it in the Stripe Dashboard`
    const alert = { kind: 'dispute' as const, message }
    return { kind: 'dispute', key: `${id}:${status}`, data: { amountCents, currency, charge: chargeId }, alert }
  })
  return [...paid, ...refunds, ...disputes]
}
