import type { SubscriptionDetails } from '../model/subscription'

/** An active Pro subscription for tests, with the given changes. */
export function subscriptionOf(changes: Partial<SubscriptionDetails> = {}): SubscriptionDetails {
  const start = 1_764_547_200
  const item = { id: 'si_1', priceId: 'price_pro_month', productId: 'prod_pro', quantity: 1, unitAmountCents: 1900 }
  const period = {
    currency: 'usd',
    interval: 'month',
    intervalCount: 1,
    periodStart: start,
    periodEnd: start + 2_678_400,
  }
  return {
    id: 'sub_1',
    status: 'active',
    createdAt: start,
    items: [{ ...item, ...period }],
    cancelAt: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endedAt: null,
    trialEnd: null,
    pauseCollection: null,
    schedule: null,
    pendingUpdate: null,
    latestInvoice: null,
    discounts: [],
    defaultPaymentMethod: null,
    cancellationFeedback: null,
    cancellationComment: null,
    cancellationReason: null,
    seatSeq: null,
    checkoutIntentId: null,
    ...changes,
  }
}
