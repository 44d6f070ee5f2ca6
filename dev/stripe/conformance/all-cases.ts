import type { Group } from './case'
import { account } from './cases/account'
import { billingMode } from './cases/billing-mode'
import { checkout } from './cases/checkout'
import { checkoutPages } from './cases/checkout-pages'
import { coupons, promotionCodes } from './cases/coupons'
import { customers } from './cases/customers'
import { otherOperations, paymentSteps, setupSteps } from './cases/details'
import { discounts } from './cases/discounts'
import { dunning, renewals } from './cases/dunning'
import { entitlements } from './cases/entitlements'
import { errors, requests } from './cases/errors'
import { eventOrders, events } from './cases/events'
import { idempotency } from './cases/idempotency'
import { paymentIntents, setupIntents } from './cases/intents'
import { invoices, previews } from './cases/invoices'
import { expanding, pagination } from './cases/lists'
import { manualInvoices, oneTimeCharges } from './cases/manual-invoices'
import { metadata } from './cases/metadata'
import { paymentMethods } from './cases/payment-methods'
import { portalConfigurations } from './cases/portal-configurations'
import { portalPages } from './cases/portal-pages'
import { portalRejections } from './cases/portal-rejections'
import { portalFlows, portalSessions } from './cases/portal-sessions'
import { prices, products } from './cases/products'
import { prorations } from './cases/prorations'
import { balance, disputes, refunds } from './cases/refunds'
import { schedules } from './cases/schedules'
import { sdk } from './cases/sdk'
import { searching } from './cases/search'
import { accountSettings, scheduledChanges, unsupportedOperations } from './cases/stand-in'
import { subscriptionItems } from './cases/subscription-items'
import { canceling } from './cases/subscriptions-cancel'
import { creating, paying } from './cases/subscriptions-create'
import { pausingAndResuming } from './cases/subscriptions-pause'
import { updating, updatingUnpaid } from './cases/subscriptions-update'
import { taxIds } from './cases/tax-ids'
import { testClocks } from './cases/test-clocks'
import { trials } from './cases/trials'
import { deliveries, endpoints, signatures } from './cases/webhooks'

/** All cases by topic. */
export const groups: Group[] = [
  { name: 'an account', cases: account },
  { name: 'a customer', cases: customers },
  { name: 'a tax id', cases: taxIds },
  { name: 'a payment method', cases: paymentMethods },
  { name: 'a setup intent', cases: setupIntents },
  { name: 'a payment intent', cases: paymentIntents },
  { name: 'a product', cases: products },
  { name: 'a price', cases: prices },
  { name: 'a coupon', cases: coupons },
  { name: 'a promotion code', cases: promotionCodes },
  { name: 'a checkout session', cases: checkout },
  { name: 'the checkout page', cases: checkoutPages },
  { name: 'a portal configuration', cases: portalConfigurations },
  { name: 'a portal session', cases: portalSessions },
  { name: 'a portal flow', cases: portalFlows },
  { name: 'portal flow validation', cases: portalRejections },
  { name: 'the portal pages', cases: portalPages },
  { name: 'a new subscription', cases: creating },
  { name: 'a first payment', cases: paying },
  { name: 'a subscription update', cases: updating },
  { name: 'an unpaid update', cases: updatingUnpaid },
  { name: 'a cancellation', cases: canceling },
  { name: 'a pause', cases: pausingAndResuming },
  { name: 'a subscription item', cases: subscriptionItems },
  { name: 'a schedule', cases: schedules },
  { name: 'prorations', cases: prorations },
  { name: 'billing mode', cases: billingMode },
  { name: 'a trial', cases: trials },
  { name: 'a renewal', cases: renewals },
  { name: 'dunning', cases: dunning },
  { name: 'a discount', cases: discounts },
  { name: 'an invoice', cases: invoices },
  { name: 'a manual invoice', cases: manualInvoices },
  { name: 'a one-time charge', cases: oneTimeCharges },
  { name: 'a preview', cases: previews },
  { name: 'a refund', cases: refunds },
  { name: 'the account balance', cases: balance },
  { name: 'a dispute', cases: disputes },
  { name: 'entitlements', cases: entitlements },
  { name: 'an event', cases: events },
  { name: 'event order', cases: eventOrders },
  { name: 'a signature', cases: signatures },
  { name: 'a delivery', cases: deliveries },
  { name: 'an endpoint', cases: endpoints },
  { name: 'a test clock', cases: testClocks },
  { name: 'idempotency', cases: idempotency },
  { name: 'a list', cases: pagination },
  { name: 'expansion', cases: expanding },
  { name: 'search', cases: searching },
  { name: 'metadata', cases: metadata },
  { name: 'errors', cases: errors },
  { name: 'a request', cases: requests },
  { name: 'payment steps', cases: paymentSteps },
  { name: 'setup steps', cases: setupSteps },
  { name: 'other operations', cases: otherOperations },
  { name: 'account settings', cases: accountSettings },
  { name: 'a scheduled change', cases: scheduledChanges },
  { name: 'the SDK', cases: sdk },
  { name: 'the stand-in', cases: unsupportedOperations },
]
