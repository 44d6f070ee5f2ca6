/** The key and the webhook secret of every stand-in that tests and benchmarks start. */
export const secretKey = 'sk_test_local'
export const webhookSecret = 'whsec_local'
