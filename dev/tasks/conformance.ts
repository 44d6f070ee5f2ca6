import { parseArgs } from 'node:util'
import { runConformance } from 'stripe-stand-in/testing'

// npm run conformance -- --target=local|stripe [--only PATTERN]

const { values } = parseArgs({ options: { target: { type: 'string', default: 'local' }, only: { type: 'string' } } })
const { target, only } = values
if (target !== 'local' && target !== 'stripe') {
  console.error(`--target must be local or stripe, not "${target}".`)
  process.exit(2)
}
if (target === 'stripe' && !process.env.STRIPE_SECRET_KEY?.startsWith('sk_test_')) {
  console.log('Skipped: set STRIPE_SECRET_KEY=sk_test_… to run the conformance cases against Stripe in test mode.')
  process.exit(0)
}

const { passed, failures, notRun } = await runConformance(target, only ? new RegExp(only, 'i') : undefined)
if (notRun.length > 0) console.log(`\nSkipped: ${notRun.length}:`)
for (const { name, why } of notRun) console.log(`  ${name}: ${why}`)
for (const failure of failures) console.log(`FAILED ${failure}`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length > 0 || passed === 0 ? 1 : 0)
