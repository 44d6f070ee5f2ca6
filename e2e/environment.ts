// What `npm run e2e` tells the tests: where everything listens. Read on first use, so that the tests can be listed
// without a running stack.

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. Start the tests with \`npm run e2e -- --project=local\`.`)
  return value
}

export const environment = {
  get appUrl() {
    return required('E2E_APP_URL')
  },
  /** The stand-in's origin; null when the tests run against real Stripe. */
  get standInUrl() {
    return process.env.E2E_STRIPE_URL || null
  },
  get stripeKey() {
    return required('E2E_STRIPE_KEY')
  },
  get webhookSecret() {
    return required('E2E_WEBHOOK_SECRET')
  },
  /** The REST API of the mail inbox. */
  get mailUrl() {
    return required('E2E_MAIL_URL')
  },
  get databaseUrl() {
    return required('E2E_DATABASE_URL')
  },
  /** A Chromium that is already there; undefined for Playwright's own. */
  get chromium() {
    return process.env.E2E_CHROMIUM || undefined
  },
}
