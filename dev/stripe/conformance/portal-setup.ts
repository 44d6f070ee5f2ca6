import type Stripe from 'stripe'
import { itemOf, type World } from './world'

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features

/** The return URL in these cases. */
export const home = 'https://example.com/account/billing'
export const done = 'https://example.com/account/done'

/** A configuration with every feature. */
export function features(prices: Stripe.Price[], changed: Partial<Features> = {}): Features {
  const products = prices.map(({ id, product }) => ({ product: String(product), prices: [id] }))
  const reasons = { enabled: true, options: ['too_expensive', 'unused', 'other'] } as const
  return {
    customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, cancellation_reason: { ...reasons, options: [...reasons.options] } },
    subscription_pause: { enabled: true },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price', 'quantity', 'promotion_code'],
      proration_behavior: 'always_invoice',
      products,
    },
    ...changed,
  }
}

type ConfigurationParams = Partial<Stripe.BillingPortal.ConfigurationCreateParams>

/** Creates a configuration and deactivates it after the case, because it cannot be deleted. */
export async function configure(world: World, wanted: Features, params: ConfigurationParams = {}) {
  const made = await world.stripe.billingPortal.configurations.create({ features: wanted, ...params })
  world.later(() => world.stripe.billingPortal.configurations.update(made.id, { active: false }))
  return made
}

/** A subscriber, a second price, and a configuration that offers both prices. */
export async function portal(
  world: World,
  changed: Partial<Features> = {},
  params: Stripe.SubscriptionCreateParams | object = {},
) {
  const { customer, price, subscription } = await world.subscriber(1000, params)
  const pricier = await world.price(3000)
  const configuration = await configure(world, features([price, pricier], changed))
  const open = (flow_data?: Stripe.BillingPortal.SessionCreateParams.FlowData, more: object = {}) =>
    world.stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: home,
      ...(flow_data ? { flow_data } : {}),
      ...more,
    })
  const confirming = (item: object) => ({
    type: 'subscription_update_confirm' as const,
    subscription_update_confirm: { subscription: subscription.id, items: [{ id: itemOf(subscription).id, ...item }] },
  })
  return { customer, price, pricier, subscription, configuration, open, confirming }
}

/** `flow_data` for a subscription. */
export const of = {
  cancel: ({ id }: { id: string }, more: object = {}) => ({
    type: 'subscription_cancel' as const,
    subscription_cancel: { subscription: id, ...more },
  }),
  pause: ({ id }: { id: string }) => ({
    type: 'subscription_pause' as const,
    subscription_pause: { subscription: id },
  }),
  update: ({ id }: { id: string }) => ({
    type: 'subscription_update' as const,
    subscription_update: { subscription: id },
  }),
}

/** The three kinds of `after_completion`. */
export const endings = {
  redirect: { type: 'redirect', redirect: { return_url: done } },
  hosted_confirmation: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'Thank you, Ada.' } },
  portal_homepage: { type: 'portal_homepage' },
} as const
