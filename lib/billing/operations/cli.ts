import 'server-only'
import { db } from '@/lib/db'
import type { Change } from '../catalog'
import { applyCatalog, findLostPlans } from '../catalog'
import { isStripeError } from '../stripe'
import { fetchUndelivered, replayEvent } from '../webhook'
import { checkBilling } from './doctor'
import { reconcile, syncRatePerSecond } from './reconcile'

// `npm run billing -- plan | apply | doctor | reconcile | replay`, for the configured Stripe account.

const commands: Record<string, () => Promise<boolean>> = {
  async plan() {
    print(await applyCatalog({ dryRun: true }))
    const { deleted, unknown } = await findLostPlans()
    for (const problem of [...deleted, ...unknown]) console.error(`\n${problem}`)
    return deleted.length === 0
  },
  async apply() {
    print(await applyCatalog({ dryRun: false }))
    const { unknown } = await findLostPlans()
    for (const problem of unknown) console.error(`\n${problem}`)
    return true
  },
  async doctor() {
    const findings = await checkBilling()
    for (const { ok, message } of findings) console.log(`${ok ? 'ok ' : 'BAD'}  ${message}`)
    return findings.every((finding) => finding.ok)
  },
  async reconcile() {
    const undelivered = await fetchUndelivered(new Date())
    const report = await reconcile(new Date(), { ratePerSecond: syncRatePerSecond })
    const { checked, drift, failed, orphans } = report
    for (const { teamId, before, after } of drift) console.log(`drift   ${teamId}\n  was ${before}\n  is  ${after}`)
    for (const { subscriptionId, customerId, verdict } of orphans) {
      console.log(`${verdict.padEnd(7)} ${subscriptionId} of ${customerId}`)
    }
    console.log(
      `${undelivered} undelivered events, ${checked} customers checked, ${drift.length} drifted, ${orphans.length} orphaned subscriptions, ${failed} failed`,
    )
    return drift.length === 0 && failed === 0
  },
  async replay() {
    const eventId = process.argv[3]
    const entry = eventId ? await replayEvent(eventId, new Date()) : null
    if (!entry) console.error('The event was not found. Usage: npm run billing -- replay evt_…')
    else console.log(`${entry.eventId} ${entry.type}: ${entry.state}${entry.error ? `, ${entry.error}` : ''}`)
    return entry !== null && entry.state !== 'received' && entry.state !== 'unowned'
  },
}

function print(changes: Change[]): void {
  for (const { action, kind, name } of changes) console.log(`${action.padEnd(7)} ${kind.padEnd(21)} ${name}`)
}

const name = process.argv[2] ?? ''
const command = commands[name]
if (!command) {
  console.error(`Unknown command "${name}". Use one of: ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}
try {
  const succeeded = await command()
  await db().$disconnect()
  process.exit(succeeded ? 0 : 1)
} catch (error) {
  // A plain Error or a Stripe error explains the problem. Any other kind is a bug and needs its stack trace.
  const isExplained = isStripeError(error) || (error as Error).constructor === Error
  console.error(isExplained ? (error as Error).message : error)
  process.exit(1)
}
