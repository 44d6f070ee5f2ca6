/** What the app and its local stand-in for Stripe share. `lib/env.ts` asks for a key that starts with `sk_test_local`. */
export const stripeKeys = { secretKey: 'sk_test_local', webhookSecret: 'whsec_local' }
