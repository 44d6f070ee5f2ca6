import { z } from 'zod'
import { localPathOf } from '@/lib/local-path'
import { intervals, paidPlanKeys } from '../plans'

// The fields that billing forms may send. Only their shape is validated here. Prices are looked up on the server.

export const flowTypes = [
  'payment_method_update',
  'customer_update',
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
] as const

/** All flows, plus the portal home page. */
export const allFlowTypes = [...flowTypes, 'portal_home'] as const

export const afterCompletionTypes = ['redirect', 'hosted_confirmation', 'portal_homepage'] as const

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((value) => value || undefined)
    .optional()
const plan = z.enum(paidPlanKeys, 'Choose a plan.')
const interval = z.enum(intervals, 'Choose monthly or yearly.')
const wholeSeats = 'Enter a whole number of seats, 1 or more.'
// seats.ts checks each plan's limits.
const seats = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number(wholeSeats).int(wholeSeats).min(1, wholeSeats).max(1_000_000, wholeSeats).optional(),
)

export const checkoutSchema = z.object({ plan, interval, seats })

export const flowSchema = z.object({
  flow: z.enum(allFlowTypes),
  /** Stripe's subscription id. Defaults to the team's current subscription. */
  subscription: text(64),
  plan: plan.optional(),
  interval: interval.optional(),
  seats,
  promotionCode: text(64),
  afterCompletion: z.enum(afterCompletionTypes).default('redirect'),
  returnTo: z.string().optional().transform(startPageOf),
})

export const subscriptionSchema = z.object({ subscription: text(64) })

export type FlowType = (typeof allFlowTypes)[number]
export type FlowRequest = z.infer<typeof flowSchema>
/** `returnTo` is the page to return to if the visitor buys nothing. Defaults to the pricing page. */
export type CheckoutRequest = z.infer<typeof checkoutSchema> & { returnTo?: string }

/**
 * Validates an id from a URL. Returns null if it is malformed. A NUL character, for example, would cause a database
 * error.
 */
export function parseId(text: string | null | undefined): string | null {
  return text && /^[\w-]{1,200}$/.test(text) ? text : null
}

/** Validates the page to return to from Stripe. Accepts any local path and defaults to the billing page. */
export function startPageOf(path: string | null | undefined): string {
  return localPathOf(path) ?? '/account/billing'
}
