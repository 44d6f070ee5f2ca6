import 'server-only'
import { db } from '@/lib/db'
import { raiseAlert } from '../store'
import { isLivemode, nullWhenMissing, stripe } from '../stripe'

/**
 * Makes a Stripe customer a team's, when it says so itself and the team's own was asked for and never linked.
 *
 * @param claimed the team that a subscription of the customer names, for a customer that names none
 * @returns true when the customer is ours, by now or before
 */
export async function adopt(customerRef: string, now: Date, claimed?: string): Promise<boolean> {
  if (await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerRef } })) return true
  const customer = await stripe().customers.retrieve(customerRef).catch(nullWhenMissing)
  if (!customer || customer.deleted) return false
  const teamId = customer.metadata.team_id ?? claimed
  const owner = teamId ? await db().billingCustomer.findUnique({ where: { teamId } }) : null
  if (!owner) return false
  // The row is made just before the customer is asked for: without a link, the answer was lost.
  const isWaiting = owner.stripeCustomerId === null && owner.lifecycle === 'live'
  if (isWaiting && (await linkCustomer(owner.id, customerRef))) return true
  // Whoever asked for the customer may have linked it meanwhile: the row as it is now decides.
  const { stripeCustomerId, lifecycle } = await db().billingCustomer.findUniqueOrThrow({ where: { id: owner.id } })
  if (stripeCustomerId === customerRef) return true
  const has = stripeCustomerId
    ? `has ${stripeCustomerId}`
    : lifecycle === 'live'
      ? 'has none yet'
      : 'closed its account'
  const message = `${customerRef} names a team that ${has}: it was left alone`
  await raiseAlert({ kind: 'second_customer', key: customerRef, teamId: owner.teamId, message }, now)
  return false
}

/**
 * Links a Stripe customer to an owner without one, and marks it: events that came before are not lost.
 *
 * @returns false when the owner had a customer by then, this one or another
 */
export async function linkCustomer(id: string, stripeCustomerId: string): Promise<boolean> {
  // Everybody locks the row of the sync before the customer's, so that no two wait for each other.
  const linked = await db().$executeRaw`
    WITH sync AS (
      SELECT "customerId" FROM "BillingSync" WHERE "customerId" = ${id} FOR UPDATE
    ), linked AS (
      UPDATE "BillingCustomer" SET "stripeCustomerId" = ${stripeCustomerId}, "livemode" = ${isLivemode()},
        "accountId" = (SELECT "stripeId" FROM "CatalogEntry" WHERE "kind" = 'account' AND "isCurrent")
      WHERE "id" IN (SELECT "customerId" FROM sync) AND "stripeCustomerId" IS NULL
      RETURNING "id"
    )
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (SELECT "id" FROM linked)`
  return linked > 0
}
