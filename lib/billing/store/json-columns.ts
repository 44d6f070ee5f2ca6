import 'server-only'
import { z } from 'zod'
import { Prisma } from '@/lib/generated/prisma/client'
import type {
  BillingDetails,
  CardFacts,
  DiscountFacts,
  DisputeFacts,
  FlowState,
  InvoiceFacts,
  ItemFacts,
  NextInvoiceFacts,
  ScheduleFacts,
  SubscriptionFacts,
} from '../model'

// The only place that knows what the JSON columns hold. What an older or a newer version wrote is not taken on trust.

const text = z.string()
const count = z.number().int()
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable().default(null as never)

const item = z.object({
  id: text,
  priceId: text,
  productId: text,
  quantity: count,
  unitAmountCents: count.nullable(),
  currency: text,
  interval: text,
  intervalCount: count,
  periodStart: count,
  periodEnd: count,
}) satisfies z.ZodType<ItemFacts>

const card = z.object({
  id: text,
  brand: text,
  last4: text,
  expMonth: count,
  expYear: count,
  fingerprint: maybe(text),
}) satisfies z.ZodType<CardFacts>

const invoice = z.object({
  id: text,
  status: text,
  attemptCount: count,
  nextPaymentAttempt: count.nullable(),
  amountRemainingCents: count,
  currency: text,
  createdAt: count,
  finalizedAt: count.nullable(),
  needsAction: z.boolean(),
  failingSince: maybe(count),
}) satisfies z.ZodType<InvoiceFacts>

const discount = z.object({
  couponId: text,
  name: text.nullable(),
  percentOff: z.number().nullable(),
  amountOffCents: count.nullable(),
  currency: text.nullable(),
  endsAt: count.nullable(),
  promotionCode: maybe(text),
}) satisfies z.ZodType<DiscountFacts>

const phase = z.object({ startsAt: count, endsAt: count, priceId: text, quantity: count })
const schedule = z.object({ id: text, status: text, phases: z.array(phase) }) satisfies z.ZodType<ScheduleFacts>

const pauseCollection = z.object({ behavior: text, resumesAt: count.nullable() }) satisfies z.ZodType<
  SubscriptionFacts['pauseCollection']
>
const pendingUpdate = z.object({ expiresAt: count }) satisfies z.ZodType<SubscriptionFacts['pendingUpdate']>

const nextInvoice = z.object({ amountCents: count, currency: text, at: count }) satisfies z.ZodType<NextInvoiceFacts>

const billingDetails = z.object({
  name: text.nullable(),
  email: text.nullable(),
  phone: text.nullable(),
  address: z.record(text, text.nullable()).nullable(),
}) satisfies z.ZodType<BillingDetails>

const dispute = z.object({
  id: text,
  status: text,
  chargeId: text,
  amountCents: count,
  currency: text,
  reason: text,
  createdAt: count,
}) satisfies z.ZodType<DisputeFacts>

const flowState = z.object({
  card: text.nullable(),
  details: text,
  subscription: z
    .object({
      items: text,
      end: count.nullable(),
      isLive: z.boolean(),
      isPaused: z.boolean(),
      discounts: text,
      schedule: text.nullable(),
      pendingUpdate: z.boolean(),
    })
    .nullable(),
}) satisfies z.ZodType<FlowState>

/** The JSON columns by name, with what stands for a value that cannot be understood. */
const columns = {
  items: { schema: z.array(item), empty: [] },
  pauseCollection: { schema: pauseCollection.nullable(), empty: null },
  schedule: { schema: schedule.nullable(), empty: null },
  pendingUpdate: { schema: pendingUpdate.nullable(), empty: null },
  latestInvoice: { schema: invoice.nullable(), empty: null },
  discounts: { schema: maybeList(discount), empty: [] },
  defaultPaymentMethod: { schema: card.nullable(), empty: null },
  nextInvoice: { schema: nextInvoice.nullable(), empty: null },
  paymentMethod: { schema: card.nullable(), empty: null },
  billingDetails: { schema: billingDetails.nullable(), empty: null },
  disputes: { schema: maybeList(dispute), empty: [] },
  baseline: { schema: flowState.nullable(), empty: null },
} satisfies Record<string, { schema: z.ZodType; empty: unknown }>

function maybeList<T extends z.ZodType>(schema: T) {
  return z
    .array(schema)
    .nullable()
    .transform((list) => list ?? [])
}

type Columns = typeof columns
export type JsonColumn = keyof Columns
type Value<Name extends JsonColumn> = z.output<Columns[Name]['schema']>

/** A row whose JSON columns have been read. */
export type Read<Row> = { [Name in keyof Row]: Name extends JsonColumn ? Value<Name> : Row[Name] }

/** A column whose value could not be understood, and why. */
export type Unreadable = { column: JsonColumn; reason: string }

/**
 * Reads the JSON columns of a row. A value that cannot be understood counts as none.
 *
 * @param row a row as Prisma gives it
 * @param names which of its columns are JSON
 * @param unreadable gets what could not be understood
 */
export function readColumns<Row extends object, Name extends JsonColumn & keyof Row>(
  row: Row,
  names: readonly Name[],
  unreadable: Unreadable[],
): Read<Row> {
  const read: Partial<Record<JsonColumn, unknown>> = {}
  for (const name of names) {
    const { schema, empty } = columns[name]
    const { success, data, error } = schema.safeParse(row[name])
    read[name] = success ? data : empty
    if (error) unreadable.push({ column: name, reason: z.prettifyError(error) })
  }
  return { ...row, ...read } as Read<Row>
}

/** A value for a JSON column; SQL's null for none. */
export const jsonColumn = (value: object | null) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject))
