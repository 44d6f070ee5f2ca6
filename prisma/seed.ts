import 'server-only'
import { applyCatalog } from '@/lib/billing/catalog'
import { isLivemode, isSimulated } from '@/lib/billing/stripe'
import { db } from '@/lib/db'
import { demoPassword, demoTeams, seed } from './seed/index'

// Run with `npx prisma db seed`. With the stand-in, it also creates the demo teams' subscriptions. In a Stripe test account
// it does so only with `npx prisma db seed -- --subscriptions`.

async function main(): Promise<void> {
  if (isLivemode()) {
    throw new Error(
      'STRIPE_SECRET_KEY is a live key. Do not seed demo accounts with a known password into a live environment.',
    )
  }
  const withSubscriptions = isSimulated() || process.argv.includes('--subscriptions')
  if (withSubscriptions) await applyCatalog({ dryRun: false })
  await seed({ withSubscriptions, now: new Date() })
  await db().$disconnect()
  console.log(`Seeded ${demoTeams.map(({ email }) => email).join(', ')} (password: ${demoPassword})`)
}

try {
  await main()
} catch (error) {
  // A plain Error has a message for the user. Any other error is a bug, so print its stack trace.
  console.error((error as Error).constructor === Error ? (error as Error).message : error)
  process.exit(1)
}
