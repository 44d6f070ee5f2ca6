import type { CustomerFacts, MoneyFacts, NextInvoiceFacts, SubscriptionFacts } from './subscription'

/** What a sync reads from Stripe: one subscription, and a customer with all of its subscriptions. */
export type SubscriptionSnapshot = { facts: SubscriptionFacts; nextInvoice: NextInvoiceFacts | null }
export type Snapshot = { customer: CustomerFacts; subscriptions: SubscriptionSnapshot[]; money: MoneyFacts }
