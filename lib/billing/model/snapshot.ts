import type { CustomerDetails, NextInvoiceDetails, PaymentHistory, SubscriptionDetails } from './subscription'

/** What a sync reads from Stripe: one subscription, and a customer with all of its subscriptions. */
export type SubscriptionSnapshot = { details: SubscriptionDetails; nextInvoice: NextInvoiceDetails | null }
export type Snapshot = { customer: CustomerDetails; subscriptions: SubscriptionSnapshot[]; money: PaymentHistory }
