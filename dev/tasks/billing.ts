import { type Facts, readRunning } from '../start/lock'
import { devLock } from '../start/places'
import { loadEnvFiles } from '../start/settings'

// npm run billing -- plan | apply | doctor | reconcile. Uses the environment or .env, or the `npm run dev` that runs in
// this folder.

loadEnvFiles()
copySettings((await readRunning(devLock))?.env)
if (!process.env.DATABASE_URL) {
  console.error('Nothing is configured. Start `npm run dev` in another terminal, or set the variables in .env.example.')
  process.exit(1)
}
await import('@/lib/billing/operations/cli')

function copySettings(running: Facts['env']): void {
  if (!running) return
  const own = Object.keys(running).filter((name) => process.env[name])
  const other = own.filter((name) => process.env[name] !== running[name])
  // Mixed settings would write one Stripe account's IDs to the database of another.
  if (other.length === 0) Object.assign(process.env, running)
}
