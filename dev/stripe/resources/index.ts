import { billingOperations } from '../billing/operations'
import type { Context } from '../kernel'
import * as coupons from './coupons'
import * as customers from './customers'
import * as events from './events'
import * as portalConfigurations from './portal-configurations'
import * as portalSessions from './portal-sessions'
import * as prices from './prices'
import * as products from './products'

/** Makes every operation known to the context: Stripe's own, and those of the stand-in's pages. */
export function registerOperations(ctx: Context): void {
  const modules = [coupons, customers, events, portalConfigurations, portalSessions, prices, products]
  for (const { operations } of modules) ctx.register(operations)
  ctx.register(billingOperations)
}
