import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { linkCustomer } from './owner'
import { isLivemode, isMissing, type Stripe, stripe } from './stripe'

export type LinkedCustomer = { id: string; stripeCustomerId: string }

type Row = { id: string; teamId: string; createKey: string; createStartedAt: Date | null }

/** Stripe keeps an idempotency key for at least 24 hours (Stripe docs: idempotent requests). */
const keyMsMax = 24 * 3_600_000

/**
 * The team's customer at Stripe, made on first use. The row comes first, and its `createKey` is Stripe's idempotency
 * key, so that two tabs, a time-out or a crash in between still end with one customer. A customer that was deleted at
 * Stripe is replaced, under a new key.
 *
 * @param viewer somebody of the team; name and e-mail address go onto the Stripe customer
 * @param now the present moment
 * @throws AppError `conflict` for an account that is being closed; Stripe's errors when it does not answer: nothing is
 *   half done then, and the next call goes on
 */
export async function ensureCustomer(viewer: Viewer, now = new Date()): Promise<LinkedCustomer> {
  const { teamId } = viewer
  const create = { teamId, livemode: isLivemode() }
  const row = await db().billingCustomer.upsert({ where: { teamId }, create, update: {} })
  if (row.lifecycle !== 'live') throw new AppError('conflict', 'This account is being closed.')
  if (row.stripeCustomerId && (await stillExists(row.stripeCustomerId))) {
    return { id: row.id, stripeCustomerId: row.stripeCustomerId }
  }
  const asked = row.stripeCustomerId ? await renewKey(row.id, row.stripeCustomerId) : row
  const made = (await findLost(asked, now)) ?? (await createCustomer(viewer, asked, now))
  await linkCustomer(row.id, made.id)
  // A key gives its first answer again: that customer may have been deleted since, and needs a replacement itself.
  if (asked.createStartedAt && !(await stillExists(made.id))) return ensureCustomer(viewer, now)
  // Another tab may have been faster with the same key, or a deleted one's replacement: the row decides.
  const { stripeCustomerId } = await db().billingCustomer.findUniqueOrThrow({ where: { id: row.id } })
  return { id: row.id, stripeCustomerId: stripeCustomerId ?? made.id }
}

async function createCustomer(viewer: Viewer, row: Row, now: Date): Promise<Stripe.Customer> {
  const { email, teamName: name, teamId, locale } = viewer
  // Noted before Stripe is asked: from here on a customer may exist that we were never told of.
  await db().billingCustomer.updateMany({
    where: { id: row.id, createStartedAt: null },
    data: { createStartedAt: now },
  })
  return stripe().customers.create(
    { email, name, metadata: { team_id: teamId }, preferred_locales: [locale] },
    { idempotencyKey: `customer-${row.createKey}` },
  )
}

/**
 * The customer that was asked for under a key that Stripe may have forgotten by now. It is looked for in the list, by
 * our own metadata: the search would lag behind, and a customer with the same address may be anybody's.
 */
export async function findLost({ teamId, createStartedAt }: Row, now: Date): Promise<Stripe.Customer | null> {
  if (!createStartedAt || now.getTime() - createStartedAt.getTime() < keyMsMax) return null
  const from = Math.floor(createStartedAt.getTime() / 1000) - 3_600
  const customers = stripe().customers.list({ created: { gte: from }, limit: 100 })
  for await (const customer of customers) if (customer.metadata.team_id === teamId) return customer
  return null
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
async function renewKey(id: string, deletedCustomerId: string): Promise<Row> {
  await db().billingCustomer.updateMany({
    where: { id, stripeCustomerId: deletedCustomerId },
    data: { stripeCustomerId: null, createKey: crypto.randomUUID(), createStartedAt: null },
  })
  return db().billingCustomer.findUniqueOrThrow({ where: { id } })
}
