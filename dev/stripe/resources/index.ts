import { followSubscriptions } from '../billing/entitlements'
import { followPrices } from '../billing/item-prices'
import { billingOperations } from '../billing/operations'
import type { Context } from '../kernel'
import * as account from './account'
import * as balanceTransactions from './balance-transactions'
import * as coupons from './coupons'
import * as customers from './customers'
import * as events from './events'
import * as features from './features'
import * as portalConfigurations from './portal-configurations'
import * as portalSessions from './portal-sessions'
import * as prices from './prices'
import * as products from './products'
import * as promotionCodes from './promotion-codes'
import * as webhookEndpoints from './webhook-endpoints'

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
