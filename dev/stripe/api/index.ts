import * as features from '../engine/catalog/features'
import * as prices from '../engine/catalog/prices'
import * as products from '../engine/catalog/products'
import type { Context } from '../engine/core/context'
import { followSubscriptions } from '../engine/customers/active-entitlements'
import * as balanceTransactions from '../engine/customers/balance-transactions'
import * as customers from '../engine/customers/customers'
import * as coupons from '../engine/discounts/coupons'
import * as promotionCodes from '../engine/discounts/promotion-codes'
import * as portalConfigurations from '../engine/portal/configurations'
import * as portalSessions from '../engine/portal/sessions'
import { followPrices } from '../engine/subscriptions/price-updates'
import * as webhookEndpoints from '../engine/webhooks/endpoints'
import * as account from './account'
import { billingOperations } from './billing-operations'
import * as events from './events'

const modules = [
  account,
  balanceTransactions,
  coupons,
  customers,
  events,
  features,
  portalConfigurations,
  portalSessions,
  prices,
  products,
  promotionCodes,
  webhookEndpoints,
]

/** Makes every operation known to the context: Stripe's own, and those of the stand-in's pages. */
export function registerOperations(ctx: Context): void {
  for (const { operations } of modules) ctx.register(operations)
  ctx.register(billingOperations)
  followSubscriptions(ctx)
  followPrices(ctx)
}
