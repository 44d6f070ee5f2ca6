import 'server-only'
import { z } from 'zod'
import { Prisma } from '@/lib/generated/prisma/client'
import type {
  BillingDetails,
  CardDetails,
  DiscountDetails,
  DisputeDetails,
  InvoiceDetails,
  ItemDetails,
  NextInvoiceDetails,
  ScheduleDetails,
  SubscriptionDetails,
} from '../model'

// The schemas of the JSON columns. Stored values are validated, since an older or newer version may have written them.

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
}) satisfies z.ZodType<ItemDetails>

const card = z.object({
  id: text,
  brand: text,
  last4: text,
  expMonth: count,
  expYear: count,
  fingerprint: maybe(text),
}) satisfies z.ZodType<CardDetails>

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
}) satisfies z.ZodType<InvoiceDetails>

const discount = z.object({
  couponId: text,
  name: text.nullable(),
  percentOff: z.number().nullable(),
  amountOffCents: count.nullable(),
  currency: text.nullable(),
  endsAt: count.nullable(),
  promotionCode: maybe(text),
}) satisfies z.ZodType<DiscountDetails>

const phase = z.object({ startsAt: count, endsAt: count, priceId: text, quantity: count })
const schedule = z.object({ id: text, status: text, phases: z.array(phase) }) satisfies z.ZodType<ScheduleDetails>

const pauseCollection = z.object({ behavior: text, resumesAt: count.nullable() }) satisfies z.ZodType<
  SubscriptionDetails['pauseCollection']
>
const pendingUpdate = z.object({ expiresAt: count }) satisfies z.ZodType<SubscriptionDetails['pendingUpdate']>

const nextInvoice = z.object({ amountCents: count, currency: text, at: count }) satisfies z.ZodType<NextInvoiceDetails>

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
}) satisfies z.ZodType<DisputeDetails>

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
})

/** The state that portal flows can change. It is recorded when a flow starts and compared when the user returns. */
export type FlowState = z.output<typeof flowState>

/** The schema of each JSON column, and the value to use if parsing fails. */
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

/** A row with parsed JSON columns. */
export type Read<Row> = { [Name in keyof Row]: Name extends JsonColumn ? Value<Name> : Row[Name] }

/** A column that could not be parsed, and why. */
export type Unreadable = { column: JsonColumn; reason: string }

/**
 * Parses a row's JSON columns. A value that cannot be parsed is treated as empty.
 *
 * @param row a row from Prisma
 * @param names the row's JSON columns
 * @param unreadable the list that columns are added to if they cannot be parsed
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

/** Converts a value for a JSON column. Null becomes SQL NULL. */
export const jsonColumn = (value: object | null) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject))
