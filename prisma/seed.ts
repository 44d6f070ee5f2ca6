import 'server-only'
import { applyCatalog } from '@/lib/billing/operations'
import { isLivemode, isSimulated } from '@/lib/billing/stripe'
import { db } from '@/lib/db'
import { demoPassword, demoTeams, seed } from './seed/index'

// `npx prisma db seed`. At the stand-in the demo teams get their subscriptions too; in a Stripe test account only when
// asked with `npx prisma db seed -- --subscriptions`.

async function main(): Promise<void> {
  if (isLivemode()) {
    throw new Error(
      'STRIPE_SECRET_KEY is a live key. Demo accounts with a known password do not belong where it is used.',
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
  // A plain Error says what to do; any other kind is a bug, and says where.
  console.error((error as Error).constructor === Error ? (error as Error).message : error)
  process.exit(1)
}
