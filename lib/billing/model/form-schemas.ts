import { z } from 'zod'
import { localPathOf } from '@/lib/local-path'
import { intervals, paidPlanKeys } from '../plans'

// What the billing forms may send. Nothing here is trusted further than its shape: prices are looked up on the server.

export const flowTypes = [
  'payment_method_update',
  'customer_update',
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
] as const

/** The flows, and the portal without one. */
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
// Each plan has limits of its own, which are checked where the plan is known.
const seats = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number(wholeSeats).int(wholeSeats).min(1, wholeSeats).max(1_000_000, wholeSeats).optional(),
)

export const checkoutSchema = z.object({ plan, interval, seats })

export const flowSchema = z.object({
  flow: z.enum(allFlowTypes),
  /** Which subscription; the team's own one when it is left out. */
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
/** `returnTo` is the page to go back to when nothing was bought; the pricing page when it is left out. */
export type CheckoutRequest = z.infer<typeof checkoutSchema> & { returnTo?: string }

/**
 * An id that came in an address; null for what cannot be one. The address bar takes any text, and a NUL in it would be an
 * error of the database.
 */
export function idOf(text: string | null | undefined): string | null {
  return text && /^[\w-]{1,200}$/.test(text) ? text : null
}

/** The page that a visit to Stripe began on, and goes back to. Any page of ours will do; without one, the billing page. */
export function startPageOf(path: string | null | undefined): string {
  return localPathOf(path) ?? '/account/billing'
}
