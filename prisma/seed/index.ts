import { reconcile } from '@/lib/billing/operations'
import { demoTeams } from './people'
import { ensureSubscription } from './subscriptions'
import { ensureTeam } from './teams'

export { demoPassword, demoTeams } from './people'

/**
 * Makes the demo teams, members and projects and, when asked, their subscriptions at whichever Stripe is configured,
 * for which the catalogue must be there. A second run changes nothing.
 *
 * @param options `withSubscriptions` whether Stripe is written to; `now` the present moment
 */
export async function seed({ withSubscriptions, now }: { withSubscriptions: boolean; now: Date }): Promise<void> {
  let hasForgotten = false
  for (const demo of demoTeams) {
    const teamId = await ensureTeam(demo)
    if (!withSubscriptions || !demo.subscription) continue
    const result = await ensureSubscription(teamId, demo, demo.subscription, now)
    if (result === 'replaced') hasForgotten = true
  }
  // Stripe is not the one that these rows came from: what it does not know must not look as if it were still there.
  if (hasForgotten) await reconcile(now)
}
