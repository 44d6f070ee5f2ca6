import 'server-only'
import type { Transaction } from '@/lib/db'
import { enqueueMail } from '@/lib/email'
import type { BillingAlertKind, BillingFactKind, Prisma } from '@/lib/generated/prisma/client'
import {
  type BillingEmail,
  type Catalog,
  dateOf,
  daySeconds,
  inDays,
  isLive,
  type Snapshot,
  type SubscriptionFacts,
  scheduledEnd,
  secondsOf,
} from '../model'
import { mailAgeDaysMax, trialReminderDays } from '../policy'
import { raiseAlert, type Stored } from '../store'
import { billingMail } from './emails'

/**
 * Something that happened once. It is kept under its kind and key, and only the sync that keeps it first acts on it:
 * however often and in whatever order events come, there is one fact, one mail, one alert.
 */
export type News = {
  kind: BillingFactKind
  key: string
  data: Prisma.InputJsonObject
  /** The mail that tells the customer, if any, and when (unix seconds) the news was made. */
  mail?: { kind: BillingEmail; at: number }
  /** What the founder is told, if anything. */
  alert?: { kind: BillingAlertKind; message: string }
}

/** The present moment, and when Stripe was read the last time, in unix seconds. */
type Times = { now: number; seenAt: number }

/**
 * What a snapshot tells that was not stored yet. Pure.
 *
 * @param stored what was stored before
 * @param snapshot what Stripe has now
 * @param now the present moment
 */
export function newsOf(stored: Stored, snapshot: Snapshot, catalog: Catalog, now: Date): News[] {
  const at = secondsOf(now)
  const seenAt = stored.syncedAt ? secondsOf(stored.syncedAt) : 0
  const about = snapshot.subscriptions.flatMap(({ facts }) => {
    const before = stored.subscriptions.get(facts.id) ?? null
    return [
      ...paymentNews(facts, before, { now: at, seenAt }),
      ...trialNews(stored.teamId, facts, at),
      ...endNews(facts, before, at),
      ...changeNews(facts, before, catalog),
    ]
  })
  return [...about, ...moneyNews(snapshot)]
}

/**
 * An attempt itself has no time: it was made after the invoice was finalised, after we last looked, and after the moment
 * that Stripe had named for it. (Days lie between two attempts, in which there may be nothing to look for.)
 */
function paymentNews(facts: SubscriptionFacts, before: SubscriptionFacts | null, times: Times): News[] {
  const invoice = facts.latestInvoice
  if (!invoice) return []
  const { id, attemptCount, amountRemainingCents, currency, needsAction } = invoice
  const data = { subscription: facts.id, amountCents: amountRemainingCents, currency }
  const named = before?.latestInvoice?.id === id ? before.latestInvoice.nextPaymentAttempt : null
  const due = named !== null && named <= times.now ? named : 0
  const at = Math.max(invoice.finalizedAt ?? invoice.createdAt, times.seenAt, due)
  if (invoice.status === 'paid') {
    const failed = before?.latestInvoice?.id === id && before.latestInvoice.attemptCount > 0 ? before : null
    const wasDunned = failed?.latestInvoice?.status === 'open' && failed.status !== 'incomplete'
    if (!wasDunned || !isLive(facts)) return []
    return [{ kind: 'payment_recovered', key: id, data, mail: { kind: 'payment_recovered', at } }]
  }
  const isOpen = invoice.status === 'open' && attemptCount > 0 && amountRemainingCents > 0
  if (!isOpen || !isLive(facts)) return []
  const kind = needsAction ? ('action_required' as const) : ('payment_failed' as const)
  return [{ kind, key: `${id}:${attemptCount}`, data, mail: { kind, at } }]
}

function trialNews(teamId: string, facts: SubscriptionFacts, now: number): News[] {
  if (facts.trialEnd === null) return []
  const data = { subscription: facts.id }
  const news: News[] = [{ kind: 'trial_used', key: teamId, data }]
  const left = facts.trialEnd - now
  const isNear = left > 0 && left <= trialReminderDays * daySeconds
  if (facts.status !== 'trialing' || !isNear || scheduledEnd(facts) !== null) return news
  const key = `${facts.id}:${facts.trialEnd}`
  return [...news, { kind: 'trial_ending', key, data, mail: { kind: 'trial_ending', at: now } }]
}

function endNews(facts: SubscriptionFacts, before: SubscriptionFacts | null, now: number): News[] {
  const data = { subscription: facts.id, reason: facts.cancellationReason }
  if (facts.status === 'canceled') {
    const at = facts.endedAt ?? now
    return [{ kind: 'subscription_ended', key: facts.id, data, mail: { kind: 'subscription_ended', at } }]
  }
  if (!isLive(facts)) return []
  if (scheduledEnd(facts) !== null) {
    const at = facts.canceledAt ?? now
    const key = `${facts.id}:${facts.canceledAt ?? scheduledEnd(facts)}`
    return [{ kind: 'cancellation_scheduled', key, data, mail: { kind: 'cancellation_scheduled', at } }]
  }
  const end = before && scheduledEnd(before)
  if (!before || end === null) return []
  const key = `${facts.id}:${before.canceledAt ?? end}`
  return [{ kind: 'cancellation_undone', key, data, mail: { kind: 'cancellation_undone', at: now } }]
}

/** A change that waited for its payment, is gone, and left the items as they were: nobody paid in time. */
function changeNews(facts: SubscriptionFacts, before: SubscriptionFacts | null, catalog: Catalog): News[] {
  if (!before?.pendingUpdate || facts.pendingUpdate || !isLive(facts)) return []
  const priced = ({ items }: SubscriptionFacts) =>
    items
      .map((item) => `${item.priceId}:${item.quantity}`)
      .sort()
      .join()
  if (priced(facts) !== priced(before)) return []
  const { expiresAt } = before.pendingUpdate
  const plan = catalog.planOf(facts.items[0]?.productId ?? '')
  const data = { subscription: facts.id, plan }
  return [
    { kind: 'change_expired', key: `${facts.id}:${expiresAt}`, data, mail: { kind: 'change_expired', at: expiresAt } },
  ]
}

function moneyNews({ money, subscriptions }: Snapshot): News[] {
  const paid = money.paidInvoices.map(({ id, subscription }): News => {
    return { kind: 'invoice_paid', key: id, data: { subscription } }
  })
  const goesOn = subscriptions.some(({ facts }) => isLive(facts))
  const refunds = money.refunds.map(({ id, amountCents, currency, isFull, chargeId }): News => {
    const message = `${id} gave a whole payment back (${chargeId}) and the subscription goes on: end it if that was meant`
    const alert = { kind: 'refund' as const, message }
    const data = { amountCents, currency, charge: chargeId, isFull }
    return { kind: 'refund', key: id, data, ...(isFull && goesOn ? { alert } : {}) }
  })
  const disputes = money.disputes.map(({ id, status, amountCents, currency, reason, chargeId }): News => {
    const message = `the dispute ${id} (${reason}) is ${status}: see it in the Stripe Dashboard`
    const alert = { kind: 'dispute' as const, message }
    return { kind: 'dispute', key: `${id}:${status}`, data: { amountCents, currency, charge: chargeId }, alert }
  })
  return [...paid, ...refunds, ...disputes]
}

/**
 * Keeps what is new, and only then mails and alerts, all in the sync's own transaction. Mails go to the address that
 * Stripe has for the customer; not about what is older than the policy's limit, and not to a closed account.
 */
export async function keepNews(tx: Transaction, stored: Stored, news: News[], snapshot: Snapshot, now: Date) {
  const { teamId, lifecycle } = stored
  if (news.length === 0) return
  const rows = news.map(({ kind, key, data }) => ({ kind, key, data, teamId }))
  const kept = await tx.billingFact.createManyAndReturn({
    data: rows,
    skipDuplicates: true,
    select: { kind: true, key: true },
  })
  const isNew = ({ kind, key }: News) => kept.some((one) => one.kind === kind && one.key === key)
  const to = snapshot.customer.billingDetails?.email
  for (const one of news.filter(isNew)) {
    if (one.alert) await raiseAlert({ ...one.alert, key: one.key, teamId }, now, tx)
    const expiresAt = one.mail && inDays(dateOf(one.mail.at), mailAgeDaysMax)
    if (!one.mail || !to || !expiresAt || expiresAt <= now || lifecycle !== 'live') continue
    const subscription = snapshot.subscriptions.find(({ facts }) => facts.id === one.data.subscription)?.facts
    if (!subscription) continue
    await enqueueMail(tx, `billing_${one.mail.kind}`, one.key, billingMail(one.mail.kind, to, subscription), expiresAt)
  }
}
