/** Keys shared by the app and the Stripe stand-in. `lib/env.ts` checks for the prefix `sk_test_local`. */
export const stripeKeys = { secretKey: 'sk_test_local', webhookSecret: 'whsec_local' }
