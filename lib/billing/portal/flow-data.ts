import 'server-only'
import { AppError } from '@/lib/errors'
import { type Catalog, type GrantedPlan, seatsOf } from '../catalog'
import { type FlowRequest, nothingToChange, type SubscriptionDetails } from '../model'
import { isInterval, type PaidPlanKey, paidPlanKeys } from '../plans'
import type { Stripe } from '../stripe'

const chooseBoth = 'Choose a plan and a billing interval.'

type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData

/** The stored data that a flow needs. Only the request that opens the flow calls Stripe. */
export type FlowSubject = { subscription: SubscriptionDetails | null; catalog: Catalog }

/**
 * Builds Stripe's `flow_data` for a flow (Stripe docs: portal deep links).
 *
 * @param request the submitted form
 * @param subject the subscription and the catalog
 * @throws AppError if the request is not a valid flow
 */
export function flowDataOf(request: FlowRequest, { subscription, catalog }: FlowSubject): FlowData {
  const { flow } = request
  if (flow === 'portal_home') throw new Error('portal_home has no flow data')
  if (flow === 'payment_method_update' || flow === 'customer_update') return { type: flow }
  if (!subscription) throw new AppError('not_found', 'You don’t have a subscription to change. Choose a plan first.')
  switch (flow) {
    case 'subscription_cancel':
      return { type: flow, subscription_cancel: { subscription: subscription.id, ...retention(subscription, catalog) } }
    case 'subscription_pause':
      return { type: flow, subscription_pause: { subscription: subscription.id } }
    case 'subscription_update':
      return { type: flow, subscription_update: { subscription: subscription.id } }
    case 'subscription_update_confirm':
      return { type: flow, subscription_update_confirm: confirmation(request, subscription, catalog) }
  }
}

/** Offers the retention coupon, unless the subscription already has it. */
function retention(subscription: SubscriptionDetails, catalog: Catalog) {
  const coupon = catalog.retentionCouponId
  if (!coupon || subscription.discounts.some((discount) => discount.couponId === coupon)) return {}
  return { retention: { type: 'coupon_offer' as const, coupon_offer: { coupon } } }
}

function confirmation(request: FlowRequest, subscription: SubscriptionDetails, catalog: Catalog) {
  const item = subscription.items[0]
  if (!item || subscription.items.length > 1) {
    // Stripe docs: "subscriptions with multiple items are not updatable" in the portal.
    throw new AppError(
      'conflict',
      'This subscription has multiple items and can’t be changed here. Contact us to change it.',
    )
  }
  const key = request.plan ?? catalog.planOf(item.productId)
  const interval = request.interval ?? catalog.offerOf(item.priceId)?.interval ?? item.interval
  if (!key || !isInterval(interval)) throw new AppError('conflict', chooseBoth)
  const plan = catalog.grantedBy(key)
  const quantity = seatsOf(plan, request.seats ?? item.quantity)
  // Without a price, Stripe keeps the current one, so changing seats does not replace an older price.
  const keepsPrice = request.plan === undefined && request.interval === undefined
  const price = keepsPrice ? undefined : catalog.priceId(forSale(plan), interval)
  const isSame = quantity === item.quantity && (price === undefined || price === item.priceId)
  // Stripe would reject this, and rejections are logged as errors.
  if (isSame && !request.promotionCode) throw new AppError('conflict', nothingToChange)
  return {
    subscription: subscription.id,
    items: [{ id: item.id, quantity, ...(price ? { price } : {}) }],
    ...discounts(request.promotionCode, catalog),
  }
}

function discounts(code: string | undefined, catalog: Catalog) {
  if (!code) return {}
  const promotionCode = catalog.promotionCodeId(code)
  if (!promotionCode) throw new AppError('not_found', `The promotion code “${code}” isn’t valid.`)
  return { discounts: [{ promotion_code: promotionCode }] }
}

function forSale({ key, name }: GrantedPlan): PaidPlanKey {
  const offered = paidPlanKeys.find((each) => each === key)
  if (!offered) throw new AppError('conflict', `${name} is no longer available. Choose another plan.`)
  return offered
}
