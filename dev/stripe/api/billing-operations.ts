import { operations as checkout } from '../engine/checkout/sessions'
import { operations as testClocks } from '../engine/clock/test-clocks'
import type { Operation } from '../engine/core/context'
import { operations as entitlements } from '../engine/customers/active-entitlements'
import { operations as taxIds } from '../engine/customers/tax-ids'
import { operations as invoiceItems } from '../engine/invoices/invoice-items'
import { operations as invoices } from '../engine/invoices/invoices'
import { operations as bank } from '../engine/payments/authentication'
import { operations as charges } from '../engine/payments/charges'
import { operations as disputes } from '../engine/payments/disputes'
import { operations as paymentIntents } from '../engine/payments/payment-intents'
import { operations as paymentMethods } from '../engine/payments/payment-methods'
import { operations as refunds } from '../engine/payments/refunds'
import { operations as setupIntents } from '../engine/payments/setup-intents'
import { operations as subscriptionItems } from '../engine/subscriptions/edit-items'
import { operations as subscriptions } from '../engine/subscriptions/subscriptions'
import { operations as schedules } from './billing/subscription-schedules'
import { operations as refused } from './not-implemented'

/** Everything that moves money or time. */
export const billingOperations: Operation[] = [
  ...bank,
  ...charges,
  ...checkout,
  ...disputes,
  ...entitlements,
  ...invoiceItems,
  ...paymentIntents,
  ...refunds,
  ...refused,
  ...setupIntents,
  ...invoices,
  ...paymentMethods,
  ...schedules,
  ...subscriptionItems,
  ...subscriptions,
  ...taxIds,
  ...testClocks,
]
