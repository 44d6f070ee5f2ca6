import 'server-only'
import { cache } from 'react'
import { db } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import { isLive, type PlanColumns, type SubscriptionFacts, type SubscriptionSnapshot } from '../model'
import { type Alert, raiseAlert } from './alerts'
import { jsonColumn, type Read, readColumns, type Unreadable } from './json-columns'
import { markDirty } from './mark-dirty'

const withEverything = { subscriptions: { where: { absentSince: null } }, entitlement: true, sync: true } as const

type Raw = Prisma.BillingCustomerGetPayload<{ include: typeof withEverything }>
type RawSubscription = Raw['subscriptions'][number]

export type SubscriptionRow = Read<RawSubscription>
export type CustomerRow = Read<Omit<Raw, 'subscriptions'>> & { subscriptions: SubscriptionRow[] }

/**
 * What is stored of one team's billing, as it is now: one SQL statement. A JSON column that cannot be understood is read
 * as empty, raises an alert, and has the customer read from Stripe again; the plan that the team has does not change.
 */
export async function readCustomer(teamId: string): Promise<CustomerRow | null> {
  const raw = await db().billingCustomer.findUnique({ where: { teamId }, include: withEverything })
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

/** `readCustomer` once for each request, however often it is asked. Not for code that syncs in between. */
export const loadCustomer = cache(readCustomer)

/** Reads the JSON columns of a customer's own row. */
export function readCustomerColumns<Row extends Pick<Raw, 'paymentMethod' | 'billingDetails' | 'disputes'>>(
  row: Row,
  unreadable: Unreadable[],
) {
  return readColumns(row, ['paymentMethod', 'billingDetails', 'disputes'], unreadable)
}

/** Reads the JSON columns of a subscription's row. */
export function readSubscription(row: RawSubscription, unreadable: Unreadable[]): SubscriptionRow {
  return readColumns(
    row,
    [
      'items',
      'pauseCollection',
      'schedule',
      'pendingUpdate',
      'latestInvoice',
      'discounts',
      'defaultPaymentMethod',
      'nextInvoice',
    ],
    unreadable,
  )
}

/** Says which JSON columns of a row could not be understood. */
export function unreadableAlert({ id, teamId }: { id: string; teamId: string }, unreadable: Unreadable[]): Alert {
  const columns = unreadable.map(({ column, reason }) => `${column} (${reason})`)
  const message = `JSON columns could not be understood and count as empty: ${columns.join('; ')}`
  return { kind: 'unreadable_column', key: id, teamId, message }
}

const seconds = (date: Date | null) => (date ? Math.floor(date.getTime() / 1000) : null)
const date = (at: number | null) => (at === null ? null : new Date(at * 1000))

/** Turns a stored subscription back into facts. */
export function factsOf(row: SubscriptionRow): SubscriptionFacts {
  return {
    id: row.stripeSubscriptionId,
    status: row.status,
    createdAt: Math.floor(row.createdAt.getTime() / 1000),
    items: row.items,
    cancelAt: seconds(row.cancelAt),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    canceledAt: seconds(row.canceledAt),
    endedAt: seconds(row.endedAt),
    trialEnd: seconds(row.trialEnd),
    pauseCollection: row.pauseCollection,
    schedule: row.schedule,
    pendingUpdate: row.pendingUpdate,
    latestInvoice: row.latestInvoice,
    discounts: row.discounts,
    defaultPaymentMethod: row.defaultPaymentMethod,
    // Only a sync needs these, and it has them from Stripe.
    cancellationFeedback: null,
    cancellationComment: null,
    cancellationReason: null,
    seatSeq: null,
  }
}

/** The columns for one subscription of a snapshot; for a closed account without what tells of a person. */
export function rowOf({ facts, nextInvoice }: SubscriptionSnapshot, plan: PlanColumns, isClosed = false) {
  return {
    plan: plan.plan,
    interval: plan.interval,
    quantity: plan.quantity,
    status: facts.status,
    currentPeriodEnd: date(plan.currentPeriodEnd),
    trialEnd: date(facts.trialEnd),
    cancelAt: date(facts.cancelAt),
    cancelAtPeriodEnd: facts.cancelAtPeriodEnd,
    canceledAt: date(facts.canceledAt),
    endedAt: date(facts.endedAt),
    createdAt: new Date(facts.createdAt * 1000),
    items: facts.items,
    pauseCollection: jsonColumn(facts.pauseCollection),
    schedule: jsonColumn(facts.schedule),
    pendingUpdate: jsonColumn(facts.pendingUpdate),
    latestInvoice: jsonColumn(facts.latestInvoice),
    discounts: facts.discounts,
    defaultPaymentMethod: jsonColumn(isClosed ? null : facts.defaultPaymentMethod),
    nextInvoice: jsonColumn(nextInvoice),
    absentSince: null,
  }
}

/**
 * The subscription that the billing page is about: the one that grants the plan, else the live one that was created
 * last, else the one that ended last.
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
