import { z } from 'zod'
import { intervals, paidPlanKeys } from './plans'

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
export const startPages = ['/account/billing', '/pricing', '/dashboard'] as const

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((value) => value || undefined)
    .optional()
const plan = z.enum(paidPlanKeys, 'Choose a plan.')
const interval = z.enum(intervals, 'Choose monthly or yearly.')
const seats = z
  .union([
    z.literal('').transform(() => undefined),
    z.coerce.number().int('Enter a whole number of seats.').min(1).max(1000),
  ])
  .optional()

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
  returnTo: z.enum(startPages).default('/account/billing'),
})

export const subscriptionSchema = z.object({ subscription: text(64) })

export type FlowType = (typeof allFlowTypes)[number]
export type AfterCompletion = (typeof afterCompletionTypes)[number]
export type FlowRequest = z.infer<typeof flowSchema>
export type CheckoutRequest = z.infer<typeof checkoutSchema>
