import { addSubscribers, openShop } from './billing-shop'
import type { Row } from './row'

/**
 * Time and Stripe API calls for reconciling teams without drift or rate limiting. Setup takes longer than the run itself.
 *
 * @param teams the number of teams, each with one subscription
 */
export async function reconcileTeams(teams = 10_000): Promise<Row[]> {
  const shop = await openShop('reconcile')
  const { db } = await import('@/lib/db')
  try {
    await addSubscribers(shop, teams)
    const { drainBilling, reconcile } = await import('@/lib/billing')
    await drainBilling(new Date())
    await shop.forgetCalls()
    const startedAt = performance.now()
    const report = await reconcile(new Date())
    const seconds = (performance.now() - startedAt) / 1000
    const calls = await shop.calls()
    if (report.checked !== teams || report.failed > 0 || report.drifted.length > 0)
      throw new Error(`${report.checked} checked, ${report.failed} failed, ${report.drifted.length} drifted`)
    return [
      { name: `reconcile of ${teams} teams`, value: Math.round(seconds * 10) / 10, unit: 's' },
      { name: 'teams reconciled', value: Math.round(teams / seconds), unit: '/s' },
      { name: 'Stripe API calls', value: calls, unit: 'calls', ratio: `${(calls / teams).toFixed(2)} per team` },
      { name: 'drift found', value: report.drifted.length, unit: 'teams', ratio: '0 expected' },
    ]
  } finally {
    await db().$disconnect()
    await shop.close()
  }
}
