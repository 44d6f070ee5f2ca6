import { type Facts, readRunning } from '../start/lock'
import { devLock } from '../start/places'
import { loadEnvFiles } from '../start/settings'

// npm run billing -- plan | apply | doctor | reconcile. Works on what the environment or .env says; where they say
// nothing, on what `npm run dev` has running in this folder.

loadEnvFiles()
adopt((await readRunning(devLock))?.env)
if (!process.env.DATABASE_URL) {
  console.error('Nothing is configured: start `npm run dev` in another terminal, or set the variables of .env.example.')
  process.exit(1)
}
await import('@/lib/billing/operations/cli')

function adopt(running: Facts['env']): void {
  if (!running) return
  const own = Object.keys(running).filter((name) => process.env[name])
  const other = own.filter((name) => process.env[name] !== running[name])
  // Half of one world and half of another would write one Stripe's ids into the database of the other.
  if (other.length === 0) Object.assign(process.env, running)
}
