import type Stripe from 'stripe'
import type { Operation } from '../engine/core/context'
import type { View } from '../schema/view'

export const operations: Operation[] = [{ method: 'GET', path: '/v1/account', params: null, run: account }]

/** The only account. It is the same in every stand-in, but its objects differ. */
function account() {
  return {
    id: 'acct_1StripeStandIn00',
    object: 'account',
    charges_enabled: true,
    country: 'US',
    created: 1_750_000_000,
    default_currency: 'usd',
    details_submitted: true,
    email: 'owner@example.com',
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
  } satisfies View<Stripe.Account>
}
