import 'server-only'
import { cache } from 'react'
import { db } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import {
  type BillingDetails,
  type CardFacts,
  type DiscountFacts,
  type DisputeFacts,
  dateOf,
  type InvoiceFacts,
  type ItemFacts,
  isLive,
  type NextInvoiceFacts,
  type ScheduleFacts,
  type SubscriptionFacts,
  type SubscriptionSnapshot,
  secondsOf,
} from '../model'

const withEverything = { subscriptions: { where: { absentSince: null } }, entitlement: true } as const

export type CustomerRow = Prisma.BillingCustomerGetPayload<{ include: typeof withEverything }>
type SubscriptionRow = CustomerRow['subscriptions'][number]

/** What is stored of one team's billing, as it is now: one SQL statement. */
export function readCustomer(teamId: string): Promise<CustomerRow | null> {
  return db().billingCustomer.findUnique({ where: { teamId }, include: withEverything })
}

/** `readCustomer` once for each request, however often it is asked. Not for code that syncs in between. */
export const loadCustomer = cache(readCustomer)

// The JSON columns hold the types of subscription.ts: sync-customer.ts is their only writer, and writes them from those types.

/** A value for a JSON column; SQL's null for none. */
export const jsonColumn = (value: object | null) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject))

/** Reads a JSON column that holds a card. */
export const storedCard = (value: unknown) => value as CardFacts | null

/** Reads a JSON column that holds billing details. */
export const storedDetails = (value: unknown) => value as BillingDetails | null

/** Reads the JSON column that holds a customer's disputes. */
export const storedDisputes = (value: unknown) => (value ?? []) as DisputeFacts[]

/** Reads a JSON column that holds the preview of an invoice. */
export const storedNextInvoice = (value: unknown) => value as NextInvoiceFacts | null

/** Reads a stored subscription back as facts. */
export function factsOf(row: SubscriptionRow): SubscriptionFacts {
  return {
    id: row.stripeSubscriptionId,
    status: row.status,
    createdAt: secondsOf(row.createdAt),
    items: row.items as ItemFacts[],
    cancelAt: secondsOf(row.cancelAt),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    canceledAt: secondsOf(row.canceledAt),
    endedAt: secondsOf(row.endedAt),
    trialEnd: secondsOf(row.trialEnd),
    pauseCollection: row.pauseCollection as SubscriptionFacts['pauseCollection'],
    schedule: row.schedule as ScheduleFacts | null,
    pendingUpdate: row.pendingUpdate as SubscriptionFacts['pendingUpdate'],
    latestInvoice: row.latestInvoice as InvoiceFacts | null,
    discounts: (row.discounts ?? []) as DiscountFacts[],
    defaultPaymentMethod: row.defaultPaymentMethod as CardFacts | null,
    cancellationFeedback: row.cancellationFeedback,
    cancellationComment: row.cancellationComment,
    // Only a sync needs these, and it has them from Stripe.
    cancellationReason: null,
    seatSeq: null,
    checkoutIntentId: null,
  }
}

/** The columns for one subscription of a snapshot; of a closed account without what tells of a person. */
export function rowOf({ facts, nextInvoice, raw }: SubscriptionSnapshot, apiVersion: string, isClosed = false) {
  return {
    status: facts.status,
    items: facts.items,
    cancelAt: dateOf(facts.cancelAt),
    cancelAtPeriodEnd: facts.cancelAtPeriodEnd,
    canceledAt: dateOf(facts.canceledAt),
    endedAt: dateOf(facts.endedAt),
    trialEnd: dateOf(facts.trialEnd),
    createdAt: dateOf(facts.createdAt),
    pauseCollection: jsonColumn(facts.pauseCollection),
    schedule: jsonColumn(facts.schedule),
    pendingUpdate: jsonColumn(facts.pendingUpdate),
    latestInvoice: jsonColumn(facts.latestInvoice),
    discounts: facts.discounts,
    defaultPaymentMethod: jsonColumn(isClosed ? null : facts.defaultPaymentMethod),
    nextInvoice: jsonColumn(nextInvoice),
    cancellationFeedback: facts.cancellationFeedback,
    cancellationComment: isClosed ? null : facts.cancellationComment,
    snapshot: isClosed ? {} : withoutCredentials(raw),
    snapshotApiVersion: apiVersion,
    absentSince: null,
  }
}

/** The hosted invoice page is open to whoever has its address, so the kept copy goes without it. */
function withoutCredentials(raw: unknown): Prisma.InputJsonObject {
  const secret = new Set(['hosted_invoice_url', 'invoice_pdf', 'confirmation_secret', 'client_secret'])
  return JSON.parse(JSON.stringify(raw, (key, value) => (secret.has(key) ? undefined : value)))
}

/**
 * The subscription that the billing page is about: the one that grants the plan, else the live one that was created
 * last, else the one that ended last.
 */
export function primaryOf(customer: CustomerRow | null): SubscriptionRow | null {
  if (!customer) return null
  const source = customer.entitlement?.sourceSubscription
  const newest = [...customer.subscriptions].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
  const granting = newest.find((row) => row.stripeSubscriptionId === source)
  return granting ?? newest.find((row) => isLive(row)) ?? newest[0] ?? null
}
