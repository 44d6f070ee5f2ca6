import { reconcile } from '@/lib/billing/operations'
import { demoTeams } from './people'
import { ensureSubscription } from './subscriptions'
import { ensureTeam } from './teams'

export { demoPassword, demoTeams } from './people'

/**
 * Creates the demo teams, members, and projects, and optionally their subscriptions in Stripe, which needs the catalog
 * there. Running it again changes nothing.
 *
 * @param options `withSubscriptions`: whether to create subscriptions in Stripe; `now`: the current time
 */
export async function seed({ withSubscriptions, now }: { withSubscriptions: boolean; now: Date }): Promise<void> {
  let hasReplacedCustomers = false
  for (const demo of demoTeams) {
    const teamId = await ensureTeam(demo)
    if (!withSubscriptions || !demo.subscription) continue
    const result = await ensureSubscription(teamId, demo, demo.subscription, now)
    if (result === 'replaced') hasReplacedCustomers = true
  }
  // Stripe no longer has the old customers, so reconcile to clear their outdated rows.
  if (hasReplacedCustomers) await reconcile(now)
}
