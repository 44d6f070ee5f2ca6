import 'server-only'
import { db } from '@/lib/db'
import type { Catalog } from '../catalog'
import { getCatalog } from '../catalog'
import { linkLostCustomer } from '../customers'
import { markDirty, raiseAlert } from '../store'
import { idOf, type Stripe, stripe } from '../stripe'

/**
 * A subscription that does not belong to a team. `foreign` means that it belongs to another product in the same
 * account.
 */
export type Orphan = { subscriptionId: string; customerId: string; verdict: 'linked' | 'alerted' | 'foreign' }

/**
 * Checks all of the account's subscriptions that have not ended. If the row of a known customer is missing, the customer is
 * marked as changed. An unknown customer is linked to the team in its metadata only if that team's own customer was
 * requested but never linked.
 *
 * @param now the current time
 * @returns the subscriptions of unknown customers, including customers that were just linked
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
    else
      orphans.push({ subscriptionId: subscription.id, customerId, verdict: await classify(subscription, catalog, now) })
  }
  return orphans
}

async function classify(subscription: Stripe.Subscription, catalog: Catalog, now: Date): Promise<Orphan['verdict']> {
  if (await linkLostCustomer(idOf(subscription.customer), now, subscription.metadata.team_id)) return 'linked'
  const products = subscription.items.data.map(({ price: { product } }) => product)
  const isOurs = products.some((product) => typeof product === 'string' && catalog.planOf(product) !== null)
  if (!isOurs && !subscription.metadata.team_id) return 'foreign'
  const message = `${subscription.id} of ${idOf(subscription.customer)} is ${subscription.status} in Stripe but does not belong to a team`
  await raiseAlert({ kind: 'orphan_subscription', key: subscription.id, teamId: null, message }, now)
  return 'alerted'
}
