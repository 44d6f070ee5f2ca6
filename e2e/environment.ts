// The URLs and keys that `npm run e2e` sets for the tests. They are read on first use, so the tests can be listed without
// a running stack.

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. Start the tests with \`npm run e2e -- --project=local\`.`)
  return value
}

export const environment = {
  get appUrl() {
    return required('E2E_APP_URL')
  },
  /** The stand-in's origin, or null if the tests run against real Stripe. */
  get standInUrl() {
    return process.env.E2E_STRIPE_URL || null
  },
  get stripeKey() {
    return required('E2E_STRIPE_KEY')
  },
  get webhookSecret() {
    return required('E2E_WEBHOOK_SECRET')
  },
  /** The REST API of the email inbox. */
  get mailUrl() {
    return required('E2E_MAIL_URL')
  },
  get databaseUrl() {
    return required('E2E_DATABASE_URL')
  },
  /** The path of an installed Chromium, or undefined to use Playwright's. */
  get chromium() {
    return process.env.E2E_CHROMIUM || undefined
  },
}
