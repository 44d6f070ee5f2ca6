import type { Context } from '../engine/core/context'
import { followSubscriptions } from '../engine/customers/active-entitlements'
import { followPrices } from '../engine/subscriptions/follow-prices'
import * as account from './account'
import * as invoiceItems from './billing/invoice-items'
import * as invoicePayments from './billing/invoice-payments'
import * as invoices from './billing/invoices'
import * as subscriptionItems from './billing/subscription-items'
import * as subscriptionSchedules from './billing/subscription-schedules'
import * as subscriptions from './billing/subscriptions'
import * as testClocks from './billing/test-clocks'
import * as coupons from './catalog/coupons'
import * as features from './catalog/features'
import * as prices from './catalog/prices'
import * as products from './catalog/products'
import * as promotionCodes from './catalog/promotion-codes'
import * as activeEntitlements from './customers/active-entitlements'
import * as balanceTransactions from './customers/balance-transactions'
import * as customers from './customers/customers'
import * as taxIds from './customers/tax-ids'
import * as events from './events'
import * as checkoutSessions from './hosted-pages/checkout-sessions'
import * as portalConfigurations from './hosted-pages/portal-configurations'
import * as portalSessions from './hosted-pages/portal-sessions'
import * as notImplemented from './not-implemented'
import * as pageActions from './page-actions'
import * as accountBalance from './payments/balance-transactions'
import * as charges from './payments/charges'
import * as disputes from './payments/disputes'
import * as paymentIntents from './payments/payment-intents'
import * as paymentMethods from './payments/payment-methods'
import * as refunds from './payments/refunds'
import * as setupIntents from './payments/setup-intents'
import * as webhookEndpoints from './webhook-endpoints'

const resources = [
  account,
  accountBalance,
  activeEntitlements,
  balanceTransactions,
  charges,
  checkoutSessions,
  coupons,
  customers,
  disputes,
  events,
  features,
  invoiceItems,
  invoicePayments,
  invoices,
  notImplemented,
  pageActions,
  paymentIntents,
  paymentMethods,
  portalConfigurations,
  portalSessions,
  prices,
  products,
  promotionCodes,
  refunds,
  setupIntents,
  subscriptionItems,
  subscriptionSchedules,
  subscriptions,
  taxIds,
  testClocks,
  webhookEndpoints,
]

export function registerOperations(ctx: Context): void {
  for (const { operations } of resources) ctx.router.register(operations)
  followSubscriptions(ctx)
  followPrices(ctx)
}
