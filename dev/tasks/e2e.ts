import { loadEnvFiles, readSettings, type Settings } from '../start/settings'
import { runE2e } from '../testing/e2e'
import { report, summary } from '../testing/report'

// npm run e2e -- --project=local | --project=stripe [Playwright options]

const startedAt = Date.now()
// npm drops the separator; direct calls with Node keep it.
const given = process.argv.slice(2).filter((word) => word !== '--')
const project = /--project[= ](\S+)/.exec(given.join(' '))?.[1] ?? 'local'
const args = given.some((word) => word.startsWith('--project')) ? given : ['--project=local', ...given]

try {
  const settings = project === 'stripe' ? stripeSettings() : {}
  if (!settings) process.exit(0)
  report(`browser tests (${project})`, await runE2e(settings, args), startedAt)
  process.exit(summary())
} catch (error) {
  console.error(error instanceof Error && error.constructor === Error ? `\n${error.message}` : error)
  process.exit(1)
}

function stripeSettings(): Settings | null {
  loadEnvFiles()
  const { stripe } = readSettings(process.env)
  if (stripe && !stripe.apiBase) return { stripe: { key: stripe.key } }
  console.log(
    'Skipped: the tests against Stripe’s test mode need STRIPE_SECRET_KEY=sk_test_… in the environment or .env.',
  )
  return null
}
