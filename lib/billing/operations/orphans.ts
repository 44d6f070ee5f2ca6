import 'server-only'
import { db } from '@/lib/db'
import { adopt } from '../customers'
import type { Catalog } from '../model'
import { getCatalog, raiseAlert } from '../store'
import { idOf, type Stripe, stripe } from '../stripe'
import { markDirty } from '../sync'

/** A subscription of the account that no team had. `foreign` ones are of another product on the same account. */
export type Orphan = { subscriptionId: string; customerId: string; verdict: 'adopted' | 'alerted' | 'foreign' }

/**
 * Looks at all of the account's subscriptions that are not over. Those of a known customer whose row is missing mark that
 * customer; those of an unknown one are adopted only when they name a team whose customer was asked for and never linked.
 *
 * @param now the present moment
 * @returns what belongs to no team's stored billing, or did not until now
 */
export async function findOrphans(now: Date): Promise<Orphan[]> {
  const catalog = await getCatalog()
  const orphans: Orphan[] = []
  for await (const subscription of stripe().subscriptions.list({ limit: 100 })) {
    const stored = await db().subscription.findUnique({ where: { stripeSubscriptionId: subscription.id } })
    if (stored && stored.absentSince === null) continue
    const customerId = idOf(subscription.customer)
    const owner = await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerId } })
    if (owner) await markDirty(owner.id)
    else orphans.push({ subscriptionId: subscription.id, customerId, verdict: await judge(subscription, catalog, now) })
  }
  return orphans
}

async function judge(subscription: Stripe.Subscription, catalog: Catalog, now: Date): Promise<Orphan['verdict']> {
  if (await adopt(idOf(subscription.customer), now, subscription.metadata.team_id)) return 'adopted'
  const products = subscription.items.data.map(({ price: { product } }) => product)
  const isOurs = products.some((product) => typeof product === 'string' && catalog.planOf(product) !== null)
  if (!isOurs && !subscription.metadata.team_id) return 'foreign'
  const message = `${subscription.id} of ${idOf(subscription.customer)} is ${subscription.status} at Stripe, and no team has it`
  await raiseAlert({ kind: 'orphan_subscription', key: subscription.id, teamId: null, message }, now)
  return 'alerted'
}
