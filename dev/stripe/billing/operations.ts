import type { Operation } from '../kernel'
import { operations as bank } from './bank'
import { operations as charges } from './charges'
import { operations as checkout } from './checkout'
import { operations as intents } from './intents'
import { operations as invoices } from './invoice-operations'
import { operations as paymentMethods } from './payment-methods'
import { operations as schedules } from './schedules'
import { operations as subscriptions } from './subscriptions'
import { operations as taxIds } from './tax-ids'
import { operations as testClocks } from './test-clocks'

/** Everything that moves money or time. */
export const billingOperations: Operation[] = [
  ...bank,
  ...charges,
  ...checkout,
  ...intents,
  ...invoices,
  ...paymentMethods,
  ...schedules,
  ...subscriptions,
  ...taxIds,
  ...testClocks,
]
