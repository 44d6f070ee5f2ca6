import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { isLivemode, isMissing, stripe } from './stripe'

export type LinkedCustomer = { id: string; stripeCustomerId: string }

/**
 * The team's customer at Stripe, made on first use. The row comes first, and its `createKey` is Stripe's idempotency
 * key, so that two tabs, a time-out or a crash in between still end with one customer. A customer that was deleted at
 * Stripe is replaced, under a new key.
 *
 * @param viewer somebody of the team; name and e-mail address go onto the Stripe customer
 * @throws Stripe's errors when it does not answer; nothing is half done then, and the next call goes on
 */
export async function ensureCustomer(viewer: Viewer): Promise<LinkedCustomer> {
  const { teamId } = viewer
  const row = await db().billingCustomer.upsert({
    where: { teamId },
    create: { teamId, livemode: isLivemode() },
    update: {},
  })
  if (row.stripeCustomerId && (await stillExists(row.stripeCustomerId))) {
    return { id: row.id, stripeCustomerId: row.stripeCustomerId }
  }
  const createKey = row.stripeCustomerId ? await renewKey(row.id, row.stripeCustomerId) : row.createKey
  const customer = await stripe().customers.create(
    { email: viewer.email, name: viewer.teamName, metadata: { team_id: teamId }, preferred_locales: [viewer.locale] },
    { idempotencyKey: `customer-${createKey}` },
  )
  // Linking marks the customer as changed: events that came before the link are not lost.
  await db().billingCustomer.updateMany({
    where: { id: row.id, createKey },
    data: { stripeCustomerId: customer.id, dirtySeq: { increment: 1 } },
  })
  return { id: row.id, stripeCustomerId: customer.id }
}

async function stillExists(stripeCustomerId: string): Promise<boolean> {
  try {
    const customer = await stripe().customers.retrieve(stripeCustomerId)
    return !customer.deleted
  } catch (error) {
    // Another account or mode is configured now. Any other error must not lead to a second customer.
    if (isMissing(error)) return false
    throw error
  }
}

/** Takes a new key for the replacement of a deleted customer: of two tabs, one takes it and the other reads it. */
async function renewKey(id: string, deletedCustomerId: string): Promise<string> {
  await db().billingCustomer.updateMany({
    where: { id, stripeCustomerId: deletedCustomerId },
    data: { stripeCustomerId: null, createKey: crypto.randomUUID() },
  })
  const { createKey } = await db().billingCustomer.findUniqueOrThrow({ where: { id }, select: { createKey: true } })
  return createKey
}
