import 'server-only'
import { db } from '@/lib/db'
import { raiseAlert } from '../store'
import { isLivemode, nullWhenMissing, stripe } from '../stripe'

/**
 * Links a Stripe customer to the team named in its metadata, if that team is still waiting for its customer.
 *
 * @param claimed the team id in a subscription's metadata, used if the customer has none
 * @returns true if the customer is linked to a team
 */
export async function linkLostCustomer(customerRef: string, now: Date, claimed?: string): Promise<boolean> {
  if (await db().billingCustomer.findUnique({ where: { stripeCustomerId: customerRef } })) return true
  const customer = await stripe().customers.retrieve(customerRef).catch(nullWhenMissing)
  if (!customer || customer.deleted) return false
  const teamId = customer.metadata.team_id ?? claimed
  const owner = teamId ? await db().billingCustomer.findUnique({ where: { teamId } }) : null
  if (!owner) return false
  // The row is created just before the customer is requested. If it has no link, the response was lost.
  const isWaiting = owner.stripeCustomerId === null && owner.lifecycle === 'live'
  if (isWaiting && (await linkCustomer(owner.id, customerRef))) return true
  // The request that created the customer may have linked it in the meantime, so read the row again.
  const { stripeCustomerId, lifecycle } = await db().billingCustomer.findUniqueOrThrow({ where: { id: owner.id } })
  if (stripeCustomerId === customerRef) return true
  const status = stripeCustomerId
    ? `has ${stripeCustomerId}`
    : lifecycle === 'live'
      ? 'has no customer yet'
      : 'closed its account'
  const message = `${customerRef} refers to a team that ${status}, so it was not linked`
  await raiseAlert({ kind: 'second_customer', key: customerRef, teamId: owner.teamId, message }, now)
  return false
}

/**
 * Links a Stripe customer to a billing customer that has none, and marks it for syncing, so that earlier events are
 * processed.
 *
 * @returns false if the billing customer already had a Stripe customer
 */
export async function linkCustomer(id: string, stripeCustomerId: string): Promise<boolean> {
  // Always lock the sync row before the customer row, to avoid deadlocks.
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
