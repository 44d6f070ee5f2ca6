import 'server-only'
import { db } from '@/lib/db'
import { applyCatalogue } from './apply'
import type { Change } from './catalog'
import { examineBilling } from './doctor'
import { reconcile } from './reconcile'

// `npm run billing -- plan | apply | doctor | reconcile`, against whichever Stripe is configured.

const commands: Record<string, () => Promise<boolean>> = {
  async plan() {
    print(await applyCatalogue({ dryRun: true }))
    return true
  },
  async apply() {
    print(await applyCatalogue({ dryRun: false }))
    return true
  },
  async doctor() {
    const findings = await examineBilling()
    for (const { ok, message } of findings) console.log(`${ok ? 'ok ' : 'BAD'}  ${message}`)
    return findings.every((finding) => finding.ok)
  },
  async reconcile() {
    const { checked, drifted, failed } = await reconcile(new Date())
    console.log(
      `${checked} checked, ${drifted.length} drifted${drifted.length > 0 ? `: ${drifted.join(', ')}` : ''}, ${failed} failed`,
    )
    return drifted.length === 0 && failed === 0
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
const isGood = await command()
await db().$disconnect()
process.exit(isGood ? 0 : 1)
