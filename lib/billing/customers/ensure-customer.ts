import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { isLive, secondsOf } from '../model'
import { markDirty } from '../store'
import { isLivemode, isMissing, isServerError, type Stripe, stripe } from '../stripe'
import { type Home, OtherAccountError, requireHome } from './home-account'
import { linkCustomer } from './link-customer'

export type LinkedCustomer = { id: string; stripeCustomerId: string }

type Row = Home & { id: string; teamId: string; createKey: string; createStartedAt: Date | null }

/** Stripe keeps an idempotency key for at least 24 hours (Stripe docs: idempotent requests). */
const keyMsMax = 24 * 3_600_000

/**
 * The team's customer at Stripe, made on first use. The row comes first, and its `createKey` is Stripe's idempotency
 * key, so that two tabs, a time-out or a crash in between still end with one customer. A customer that was deleted at
 * Stripe is replaced, under a new key.
 *
 * @param viewer somebody of the team; name and e-mail address go onto the Stripe customer
 * @param now the present moment
 * @throws AppError `conflict` for an account that is being closed, `unavailable` when the key was swapped; Stripe's errors when it does not answer: nothing is
 *   half done then, and the next call goes on
 */
export async function ensureCustomer(viewer: Viewer, now = new Date()): Promise<LinkedCustomer> {
  const { teamId } = viewer
  await createRows(teamId)
  const row = await db().billingCustomer.findUniqueOrThrow({ where: { teamId } })
  if (row.lifecycle !== 'live') throw new AppError('conflict', 'This account is being closed.')
  if (row.stripeCustomerId && (await stillExists(row.stripeCustomerId))) {
    return { id: row.id, stripeCustomerId: row.stripeCustomerId }
  }
  const asked = row.stripeCustomerId ? await unlink(row, row.stripeCustomerId) : row
  const stripeCustomerId = await makeCustomer(viewer, asked, now)
  await linkCustomer(row.id, stripeCustomerId)
  // Another tab may have been faster with the same key, or a deleted one's replacement: the row decides.
  const after = await db().billingCustomer.findUniqueOrThrow({ where: { id: row.id } })
  return { id: row.id, stripeCustomerId: after.stripeCustomerId ?? stripeCustomerId }
}

/** Of two first clicks at once, one makes the rows and both read them. (An upsert looks first and may then be refused.) */
async function createRows(teamId: string): Promise<void> {
  await db().$transaction([
    db().billingCustomer.createMany({ data: [{ teamId, livemode: isLivemode() }], skipDuplicates: true }),
    db().$executeRaw`
      INSERT INTO "BillingSync" ("customerId") SELECT "id" FROM "BillingCustomer" WHERE "teamId" = ${teamId}
      ON CONFLICT DO NOTHING`,
  ])
}

/**
 * Makes a customer, and then says whose it is. What is sent under a key must never differ, so that call holds nothing
 * that depends on who asks: after a lost answer a colleague, or a team with a new name, finds the same customer.
 */
async function makeCustomer(viewer: Viewer, row: Row, now: Date): Promise<string> {
  const { email, teamName: name, locale } = viewer
  const stripeCustomerId = (await findLost(row, now))?.id ?? (await createUnderKey(row, now))
  try {
    await stripe().customers.update(stripeCustomerId, { email, name, preferred_locales: [locale] })
    return stripeCustomerId
  } catch (error) {
    // A key gives its first answer again for a day, also when the customer in it was deleted since.
    if (!isMissing(error)) throw error
    return makeCustomer(viewer, await renewKey(row), now)
  }
}

async function createUnderKey(row: Row, now: Date): Promise<string> {
  // Noted before Stripe is asked: from here on a customer may exist that we were never told of.
  await db().billingCustomer.updateMany({
    where: { id: row.id, createStartedAt: null },
    data: { createStartedAt: now },
  })
  const idempotencyKey = `customer-${row.createKey}`
  try {
    return (await stripe().customers.create({ metadata: { team_id: row.teamId } }, { idempotencyKey })).id
  } catch (error) {
    // An answer that Stripe failed is repeated under its key as well, so the next try needs another one.
    if (isServerError(error)) await renewKey(row)
    throw error
  }
}

/**
 * The customer that was asked for under a key that Stripe may have forgotten by now. It is looked for in the list, by
 * our own metadata: the search would lag behind, and a customer with the same address may be anybody's.
 */
export async function findLost({ teamId, createStartedAt }: Row, now: Date): Promise<Stripe.Customer | null> {
  if (!createStartedAt || now.getTime() - createStartedAt.getTime() < keyMsMax) return null
  const from = secondsOf(createStartedAt) - 3_600
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

const newKey = () => ({ createKey: crypto.randomUUID(), createStartedAt: null })

/** Next to a real subscription of another account, which goes on charging unseen, nobody may buy a second one. */
async function refuseElsewhere({ id, ...home }: Row): Promise<void> {
  const rows = home.livemode ? await db().subscription.findMany({ where: { customerId: id, absentSince: null } }) : []
  try {
    if (rows.some(isLive)) await requireHome(home)
  } catch (error) {
    if (!(error instanceof OtherAccountError)) throw error
    log().error({ customerId: id }, `nothing can be bought: ${error.message}`)
    throw new AppError('unavailable', 'Plans aren’t available right now. Try again later.')
  }
}

/** Cuts the link to a deleted customer: of two tabs, one takes a new key for its replacement and the other reads it. */
async function unlink(row: Row, deletedCustomerId: string): Promise<Row> {
  await refuseElsewhere(row)
  const { id } = row
  await db().$transaction(async (tx) => {
    await markDirty(id, tx)
    const { count } = await tx.billingCustomer.updateMany({
      where: { id, stripeCustomerId: deletedCustomerId },
      data: { stripeCustomerId: null, ...newKey() },
    })
    if (count === 0) return
    // No sync will read the deleted customer any more, so that its events would wait for one for good.
    await tx.stripeEvent.updateMany({
      where: { customerRef: deletedCustomerId, state: { in: ['received', 'unowned'] } },
      data: { state: 'done', result: 'its customer was deleted', processedAt: new Date(), error: null },
    })
  })
  return db().billingCustomer.findUniqueOrThrow({ where: { id } })
}

/** Takes a new key in the place of one that is of no use any more; again, one tab takes it and the other reads it. */
async function renewKey({ id, createKey }: Row): Promise<Row> {
  await db().billingCustomer.updateMany({ where: { id, createKey }, data: newKey() })
  return db().billingCustomer.findUniqueOrThrow({ where: { id } })
}
