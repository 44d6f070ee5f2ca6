import type { Operation } from '../kernel'
import { operations as balance } from './account-balance'
import { operations as bank } from './bank'
import { operations as charges } from './charges'
import { operations as checkout } from './checkout'
import { operations as disputes } from './disputes'
import { operations as entitlements } from './entitlements'
import { operations as invoiceItems } from './invoice-item-operations'
import { operations as invoices } from './invoice-operations'
import { operations as paymentIntents } from './payment-intents'
import { operations as paymentMethods } from './payment-methods'
import { operations as refunds } from './refunds'
import { operations as refused } from './refused'
import { operations as schedules } from './schedule-operations'
import { operations as setupIntents } from './setup-intents'
import { operations as subscriptionItems } from './subscription-items'
import { operations as subscriptions } from './subscriptions'
import { operations as taxIds } from './tax-ids'
import { operations as testClocks } from './test-clocks'

/** Everything that moves money or time. */
export const billingOperations: Operation[] = [
  ...balance,
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
