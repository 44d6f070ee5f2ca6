import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, missing, type Params } from '../core/context'
import { need, requireUrl } from '../core/parameters'
import type { Stored } from '../core/store'

type Flow = View<Stripe.BillingPortal.Session.Flow>

const empty = {
  customer_update: null,
  subscription_cancel: null,
  subscription_pause: null,
  subscription_update: null,
  subscription_update_confirm: null,
}

/**
 * Validates `flow_data` and returns the session's `flow`. Messages are Stripe's, from public reports. Those marked
 * "assumed" follow the same pattern.
 */
export function flowOf(ctx: Context, data: Params, customer: Stored, configuration: Stored): Flow {
  const flow = { ...empty, type: data.type, after_completion: afterCompletionOf(data.after_completion) }
  switch (data.type) {
    case 'payment_method_update':
      requireFeature(configuration, 'payment_method_update', 'payment method update')
      return flow
    case 'customer_update':
      requireFeature(configuration, 'customer_update', 'customer update')
      return { ...flow, customer_update: {} }
    case 'subscription_cancel':
      return { ...flow, subscription_cancel: cancelOf(ctx, data, customer, configuration) }
    case 'subscription_pause':
      return { ...flow, subscription_pause: pauseOf(ctx, data, customer, configuration) }
    case 'subscription_update':
      return { ...flow, subscription_update: updateOf(ctx, data, customer, configuration) }
    default:
      return { ...flow, subscription_update_confirm: confirmOf(ctx, data, customer, configuration) }
  }
}

/** By default, the customer sees a confirmation page (Stripe docs: portal deep links). */
function afterCompletionOf(wanted: Params | undefined): Flow['after_completion'] {
  const type = wanted?.type ?? 'hosted_confirmation'
  const message = wanted?.hosted_confirmation?.custom_message ?? null
  const at = 'flow_data[after_completion]'
  if (message && message.length > 500) {
    throw invalid('Invalid string: must be at most 500 characters', `${at}[hosted_confirmation][custom_message]`)
  }
  if (type === 'redirect' && !wanted?.redirect?.return_url) {
    const param = `${at}[redirect][return_url]`
    throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  }
  requireUrl(wanted?.redirect?.return_url, `${at}[redirect][return_url]`)
  return {
    type,
    hosted_confirmation: type === 'hosted_confirmation' ? { custom_message: message } : null,
    redirect: type === 'redirect' ? { return_url: wanted?.redirect.return_url } : null,
  }
}

function subjectOf(ctx: Context, data: Params, customer: Stored): Stored {
  const at = `flow_data[${data.type}]`
  const id = data[data.type]?.subscription
  if (!id) throw invalid(`Missing required param: ${at}[subscription].`, `${at}[subscription]`, 'parameter_missing')
  const subscription = ctx.store.get(id)
  // Assumed: another customer's subscription is reported as missing.
  if (subscription?.object !== 'subscription' || subscription.customer !== customer.id) {
    throw missing('subscription', id, `${at}[subscription]`)
  }
  return subscription
}

function requireFeature(configuration: Stored, feature: string, name: string, subject?: string): void {
  if (configuration.features[feature].enabled) return
  const verb: Record<string, string> = {
    'subscription update': 'updated',
    'subscription cancel': 'canceled',
    'subscription pause': 'paused',
  }
  // Stripe's message for updates, from public reports. Assumed for the other features.
  const what = subject ? `This subscription cannot be ${verb[name]}` : `This flow cannot be used`
  throw invalid(`${what} because the ${name} feature in the portal configuration is disabled.`)
}

/** A subscription with a pending schedule can only be changed through the schedule. */
function requireNoSchedule(ctx: Context, subscription: Stored): void {
  const schedule = subscription.schedule ? ctx.store.get(subscription.schedule) : undefined
  if (!schedule || (schedule.status !== 'active' && schedule.status !== 'not_started')) return
  const now = ctx.now(subscription.customer)
  if (!schedule.phases.some((phase: Params) => phase.start_date > now)) return
  throw invalid(
    `The subscription is managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
  )
}

function cancelOf(
  ctx: Context,
  data: Params,
  customer: Stored,
  configuration: Stored,
): NonNullable<Flow['subscription_cancel']> {
  const subscription = subjectOf(ctx, data, customer)
  requireFeature(configuration, 'subscription_cancel', 'subscription cancel', subscription.id)
  if (subscription.status === 'canceled') throw invalid(`The subscription ${subscription.id} is already canceled.`)
  if (subscription.cancel_at !== null || subscription.cancel_at_period_end) {
    throw invalid(`The subscription ${subscription.id} is already set to be canceled at period end.`)
  }
  requireNoSchedule(ctx, subscription)
  const offer = data.subscription_cancel.retention
  if (!offer) return { subscription: subscription.id, retention: null }
  const coupon = need(
    ctx,
    'coupon',
    offer.coupon_offer.coupon,
    'flow_data[subscription_cancel][retention][coupon_offer][coupon]',
  )
  return { subscription: subscription.id, retention: { type: 'coupon_offer', coupon_offer: { coupon: coupon.id } } }
}

function pauseOf(
  ctx: Context,
  data: Params,
  customer: Stored,
  configuration: Stored,
): NonNullable<Flow['subscription_pause']> {
  const subscription = subjectOf(ctx, data, customer)
  requireFeature(configuration, 'subscription_pause', 'subscription pause', subscription.id)
  // Stripe changelog (endive, pause a subscription): only active subscriptions in flexible billing mode can be paused.
  if (subscription.status !== 'active')
    throw invalid(`The subscription ${subscription.id} cannot be paused because it is not active.`)
  requireNoSchedule(ctx, subscription)
  return { subscription: subscription.id }
}

function updateOf(
  ctx: Context,
  data: Params,
  customer: Stored,
  configuration: Stored,
): NonNullable<Flow['subscription_update']> {
  const subscription = subjectOf(ctx, data, customer)
  requireFeature(configuration, 'subscription_update', 'subscription update', subscription.id)
  requireUpdatable(ctx, subscription)
  return { subscription: subscription.id }
}

function requireUpdatable(ctx: Context, subscription: Stored): void {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalid(`The subscription ${subscription.id} cannot be updated because it is ${subscription.status}.`)
  }
  if (subscription.items.data.length > 1) {
    throw invalid('Subscriptions with multiple items cannot be updated in the customer portal.')
  }
  requireNoSchedule(ctx, subscription)
}

function confirmOf(
  ctx: Context,
  data: Params,
  customer: Stored,
  configuration: Stored,
): NonNullable<Flow['subscription_update_confirm']> {
  const subscription = subjectOf(ctx, data, customer)
  requireFeature(configuration, 'subscription_update', 'subscription update', subscription.id)
  requireUpdatable(ctx, subscription)
  const { items, discounts = [] } = data.subscription_update_confirm
  const at = 'flow_data[subscription_update_confirm]'
  if (items.length !== 1) throw invalid('Currently, only one item may be specified.', `${at}[items]`)
  const current = subscription.items.data.find((item: Params) => item.id === items[0].id)
  if (!current) throw missing('subscription_item', items[0].id, `${at}[items][0][id]`)
  const price = items[0].price ?? current.price.id
  const quantity = items[0].quantity ?? current.quantity
  if (price !== current.price.id) requireListed(ctx, configuration, current.id, price)
  for (const discount of discounts) {
    if (discount.coupon) need(ctx, 'coupon', discount.coupon, `${at}[discounts][0][coupon]`)
    if (discount.promotion_code)
      need(ctx, 'promotion_code', discount.promotion_code, `${at}[discounts][0][promotion_code]`)
  }
  if (price === current.price.id && quantity === current.quantity && discounts.length === 0) {
    throw invalid('Cannot update the subscription because there are no changes to confirm.')
  }
  return {
    subscription: subscription.id,
    items: [{ id: current.id, price, quantity }],
    discounts:
      discounts.length > 0
        ? discounts.map((one: Params) => ({ coupon: one.coupon ?? null, promotion_code: one.promotion_code ?? null }))
        : null,
  }
}

function requireListed(ctx: Context, configuration: Stored, item: string, price: string): void {
  need(ctx, 'price', price, 'flow_data[subscription_update_confirm][items][0][price]')
  const products: Params[] = configuration.features.subscription_update.products ?? []
  if (products.some((product) => product.prices.includes(price))) return
  throw invalid(
    `The item \`${item}\` cannot be updated to price \`${price}\` because the configuration \`${configuration.id}\` does not include the price in its \`features[subscription_update][products]\`.`,
  )
}
