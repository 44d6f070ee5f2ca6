import 'server-only'
import { cache } from 'react'
import { db } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import {
  dateOf,
  isLive,
  type PlanColumns,
  type SubscriptionDetails,
  type SubscriptionSnapshot,
  secondsOf,
} from '../model'
import { type Alert, raiseAlert } from './alerts'
import { jsonColumn, type Read, readColumns, type Unreadable } from './json-columns'
import { markDirty } from './mark-dirty'

const withEverything = { subscriptions: { where: { absentSince: null } }, entitlement: true, sync: true } as const

type Raw = Prisma.BillingCustomerGetPayload<{ include: typeof withEverything }>
type RawSubscription = Raw['subscriptions'][number]

export type SubscriptionRow = Read<RawSubscription>
export type CustomerRow = Read<Omit<Raw, 'subscriptions'>> & { subscriptions: SubscriptionRow[] }

/**
 * Reads the team's stored billing data, with one SQL statement. A JSON column that cannot be parsed is treated as
 * empty, raises an alert, and triggers a new sync. The team keeps its plan.
 */
export async function readCustomer(teamId: string): Promise<CustomerRow | null> {
  return parsed(await db().billingCustomer.findUnique({ where: { teamId }, include: withEverything }))
}

/** Like `readCustomer`, but does not select the payer's personal data. */
async function readWithoutPayer(teamId: string): Promise<CustomerRow | null> {
  const { subscriptions, ...others } = withEverything
  const raw = await db().billingCustomer.findUnique({
    where: { teamId },
    include: { ...others, subscriptions: { ...subscriptions, omit: { defaultPaymentMethod: true } } },
    omit: { billingDetails: true, paymentMethod: true },
  })
  const withoutCard = raw?.subscriptions.map((row) => ({ ...row, defaultPaymentMethod: null }))
  return parsed(raw && { ...raw, billingDetails: null, paymentMethod: null, subscriptions: withoutCard ?? [] })
}

async function parsed(raw: Raw | null): Promise<CustomerRow | null> {
  if (!raw) return null
  const unreadable: Unreadable[] = []
  const subscriptions = raw.subscriptions.map((row) => readSubscription(row, unreadable))
  const customer = { ...readCustomerColumns(raw, unreadable), subscriptions }
  if (unreadable.length > 0) {
    await raiseAlert(unreadableAlert(raw, unreadable), new Date())
    await markDirty(raw.id)
  }
  return customer
}

/**
 * `readCustomer`, cached per request. Do not use it in code that syncs between reads.
 *
 * @param withPayer false for a viewer who is not allowed to see the payer's name, addresses, and card. These are then not read
 */
export const loadCustomer = cache((teamId: string, withPayer: boolean) =>
  withPayer ? readCustomer(teamId) : readWithoutPayer(teamId),
)

/** Parses a customer row's JSON columns. */
export function readCustomerColumns<Row extends Pick<Raw, 'paymentMethod' | 'billingDetails' | 'disputes'>>(
  row: Row,
  unreadable: Unreadable[],
) {
  return readColumns(row, ['paymentMethod', 'billingDetails', 'disputes'], unreadable)
}

/** A subscription row's JSON columns. */
export const subscriptionColumns = [
  'items',
  'pauseCollection',
  'schedule',
  'pendingUpdate',
  'latestInvoice',
  'discounts',
  'defaultPaymentMethod',
  'nextInvoice',
] as const

/** Parses a subscription row's JSON columns. */
export function readSubscription(row: RawSubscription, unreadable: Unreadable[]): SubscriptionRow {
  return readColumns(row, subscriptionColumns, unreadable)
}

/** Creates an alert that lists the JSON columns that could not be parsed. */
export function unreadableAlert({ id, teamId }: { id: string; teamId: string }, unreadable: Unreadable[]): Alert {
  const columns = unreadable.map(({ column, reason }) => `${column} (${reason})`)
  const message = `JSON columns could not be parsed and are treated as empty: ${columns.join('; ')}`
  return { kind: 'unreadable_column', key: id, teamId, message }
}

/** Converts a stored subscription to `SubscriptionDetails`. */
export function detailsOf(row: SubscriptionRow): SubscriptionDetails {
  return {
    id: row.stripeSubscriptionId,
    status: row.status,
    createdAt: secondsOf(row.createdAt),
    items: row.items,
    cancelAt: secondsOf(row.cancelAt),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    canceledAt: secondsOf(row.canceledAt),
    endedAt: secondsOf(row.endedAt),
    trialEnd: secondsOf(row.trialEnd),
    pauseCollection: row.pauseCollection,
    schedule: row.schedule,
    pendingUpdate: row.pendingUpdate,
    latestInvoice: row.latestInvoice,
    discounts: row.discounts,
    defaultPaymentMethod: row.defaultPaymentMethod,
    // Only a sync needs these, and it gets them from Stripe.
    cancellationFeedback: null,
    cancellationComment: null,
    cancellationReason: null,
    seatSeq: null,
    checkoutIntentId: null,
  }
}

/** Converts a subscription to the columns of its row, without personal data for a closed account. */
export function rowOf({ details, nextInvoice }: SubscriptionSnapshot, plan: PlanColumns, isClosed = false) {
  return {
    plan: plan.plan,
    interval: plan.interval,
    quantity: plan.quantity,
    status: details.status,
    currentPeriodEnd: dateOf(plan.currentPeriodEnd),
    trialEnd: dateOf(details.trialEnd),
    cancelAt: dateOf(details.cancelAt),
    cancelAtPeriodEnd: details.cancelAtPeriodEnd,
    canceledAt: dateOf(details.canceledAt),
    endedAt: dateOf(details.endedAt),
    createdAt: dateOf(details.createdAt),
    items: details.items,
    pauseCollection: jsonColumn(details.pauseCollection),
    schedule: jsonColumn(details.schedule),
    pendingUpdate: jsonColumn(details.pendingUpdate),
    latestInvoice: jsonColumn(details.latestInvoice),
    discounts: details.discounts,
    defaultPaymentMethod: jsonColumn(isClosed ? null : details.defaultPaymentMethod),
    nextInvoice: jsonColumn(nextInvoice),
    absentSince: null,
  }
}

/**
 * Returns the subscription to show on the billing page: the one that grants the plan, or else the newest live one, or
 * else the newest.
 */
export function primaryOf(customer: CustomerRow | null): SubscriptionRow | null {
  if (!customer) return null
  const granting = customer.entitlement?.subscriptionId
  const newest = [...customer.subscriptions].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
  return (
    newest.find((row) => row.stripeSubscriptionId === granting) ??
    newest.find((row) => isLive(row)) ??
    newest[0] ??
    null
  )
}
