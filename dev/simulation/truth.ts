import type { Context, Stored } from 'stripe-stand-in/engine'
import type { Database } from './database'
import { grantsNow, subscriptionAtStripe, subscriptionStored } from './mirror'
import type { Product } from './product'
import { Violation } from './violation'

/** What is compared: a database, a stand-in, the product that reads both, and the moment at which. */
export type Scene = { database: Database; ctx: Context; product: Product; now: Date }

type Customer = {
  id: string
  stripeCustomerId: string
  dirtySeq: string
  syncedSeq: string
  lifecycle: string
  paymentMethod: object | null
  billingDetails: object | null
  disputes: { id: string; status: string }[] | null
}
// biome-ignore lint/suspicious/noExplicitAny: a row as PostgreSQL gives it.
type Row = Record<string, any>

/** Every event that was acknowledged must be in the inbox. */
export async function inboxTruth({ database }: Scene, acknowledged: Stored[]): Promise<Violation[]> {
  const rows = await database.rows<{ eventId: string }>('SELECT "eventId" FROM "StripeEvent"')
  const kept = new Set(rows.map(({ eventId }) => eventId))
  return acknowledged
    .filter(({ id }) => !kept.has(id))
    .map(({ id, type }) => new Violation('an acknowledged event is not in the inbox', `${type} ${id}`))
}

/**
 * Compares what is stored of a team with what Stripe has, once everything is at rest.
 *
 * @returns every promise that is broken; none is right
 */
export async function teamTruth(scene: Scene, teamId: string): Promise<Violation[]> {
  const { database, ctx } = scene
  const [customer] = await database.rows<Customer>(
    `SELECT * FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
     WHERE "teamId" = $1 AND "stripeCustomerId" IS NOT NULL`,
    [teamId],
  )
  if (!customer) return []
  const { stripeCustomerId } = customer
  const isDeleted = ctx.store.get(stripeCustomerId)?.deleted === true
  const all = ctx.store.all('subscription').filter((one) => one.customer === stripeCustomerId)
  const atStripe = isDeleted ? [] : all
  const rows = await database.rows<Row>(
    `SELECT s.*, c."feedback", c."comment" FROM "Subscription" s LEFT JOIN "Cancellation" c
       ON c."subscriptionId" = s."stripeSubscriptionId" AND c."requestedAt" = s."canceledAt"
     WHERE "customerId" = $1`,
    [customer.id],
  )
  return [
    ...covers(teamId, customer),
    ...sameSubscriptions(ctx, rows, atStripe, customer.lifecycle === 'closed'),
    ...sameDisputes(ctx, customer, isDeleted),
    ...lostDisputesEnd(ctx, stripeCustomerId, atStripe),
    ...forgotten(teamId, customer, rows, atStripe),
    ...(await samePlan(scene, teamId, customer, atStripe)),
    ...(await factsComplete(scene, teamId, atStripe)),
  ]
}

function covers(teamId: string, { dirtySeq, syncedSeq }: Customer): Violation[] {
  if (BigInt(dirtySeq) <= BigInt(syncedSeq)) return []
  return [new Violation('a mark is left over', `${teamId}: dirty ${dirtySeq}, synced ${syncedSeq}`)]
}

function sameSubscriptions(ctx: Context, rows: Row[], atStripe: Stored[], isClosed: boolean): Violation[] {
  const rule = 'stored and Stripe differ'
  const found: Violation[] = []
  for (const subscription of atStripe) {
    const row = rows.find((one) => one.stripeSubscriptionId === subscription.id)
    const wanted = JSON.stringify(subscriptionAtStripe(ctx, subscription, isClosed))
    const stored = row && row.absentSince === null ? JSON.stringify(subscriptionStored(row)) : 'nothing'
    if (stored !== wanted) found.push(new Violation(rule, `${subscription.id}\n  stored ${stored}\n  Stripe ${wanted}`))
  }
  const ids = new Set(atStripe.map(({ id }) => id))
  const ghosts = rows.filter((row) => row.absentSince === null && !ids.has(row.stripeSubscriptionId))
  return [...found, ...ghosts.map((row) => new Violation(rule, `${row.stripeSubscriptionId} is gone`))]
}

const disputesOf = (ctx: Context, customer: string) =>
  ctx.store.all('dispute').filter((one) => one._customer === customer)

function sameDisputes(ctx: Context, { stripeCustomerId, disputes }: Customer, isDeleted: boolean): Violation[] {
  const shown = (list: { id: string; status: string }[]) =>
    list
      .map(({ id, status }) => `${id} ${status}`)
      .sort()
      .join()
  const wanted = isDeleted ? '' : shown(disputesOf(ctx, stripeCustomerId) as never)
  const stored = shown(disputes ?? [])
  return stored === wanted ? [] : [new Violation('stored and Stripe differ', `disputes: ${stored}, Stripe ${wanted}`)]
}

/** A dispute that is lost ends what was live when it was opened (docs/billing.md). */
function lostDisputesEnd(ctx: Context, customer: string, atStripe: Stored[]): Violation[] {
  const lost = disputesOf(ctx, customer).filter(({ status }) => status === 'lost')
  const wrong = atStripe.filter((one) => isLive(one) && lost.some(({ created }) => one.created <= created))
  return wrong.map(({ id }) => new Violation('a lost dispute did not end what was paid with it', id))
}

const isLive = ({ status }: Stored) => status !== 'canceled' && status !== 'incomplete_expired'

/** Of a closed account nothing goes on at Stripe, and nothing personal is kept. */
function forgotten(teamId: string, customer: Customer, rows: Row[], atStripe: Stored[]): Violation[] {
  if (customer.lifecycle !== 'closed') return []
  const live = atStripe.filter(isLive).map(({ id }) => new Violation('a closed account goes on being charged', id))
  const kept = rows.some((row) => row.defaultPaymentMethod || row.comment)
  const isKept = kept || customer.paymentMethod || customer.billingDetails
  return isKept ? [...live, new Violation('a closed account is not forgotten', teamId)] : live
}

/** The plan in use is what `project` makes of Stripe's state now, and nothing is granted that is not paid or on trial. */
async function samePlan(scene: Scene, teamId: string, customer: Customer, atStripe: Stored[]): Promise<Violation[]> {
  const { product, now, ctx } = scene
  const snapshot = await product.fetchSnapshot(customer.stripeCustomerId, customer)
  const facts = snapshot.subscriptions.map((one: { facts: unknown }) => one.facts)
  const policy = product.policyOver(await product.getCatalog())
  const wanted = product.project(facts, Math.floor(now.getTime() / 1000), policy)
  const stored = await product.readCustomer(teamId)
  const plan = product.effectivePlan(stored, now)
  const found: Violation[] = []
  const granting = stored.subscriptions.find(
    ({ stripeSubscriptionId }: Row) => stripeSubscriptionId === stored.entitlement?.subscriptionId,
  )
  if (granting && granting.plan !== stored.entitlement.plan)
    found.push(new Violation('the subscription has another plan than it grants', `${teamId}: ${granting.plan}`))
  if (plan !== wanted.plan)
    found.push(new Violation('the plan is not what project says', `${teamId}: ${plan}, project says ${wanted.plan}`))
  const isPaid = atStripe.some((subscription) => grantsNow(ctx, subscription, now.getTime() / 1000))
  if (plan !== 'free' && !isPaid)
    found.push(new Violation('a plan without a paid or trial period', `${teamId} has ${plan}`))
  return found
}

/** What Stripe's present state says has happened must be a fact; that there is one of each is the table's primary key. */
async function factsComplete({ database, ctx }: Scene, teamId: string, atStripe: Stored[]): Promise<Violation[]> {
  const rows = await database.rows<{ kind: string; key: string }>(
    'SELECT "kind", "key" FROM "BillingFact" WHERE "teamId" = $1',
    [teamId],
  )
  const known = new Set(rows.map(({ kind, key }) => `${kind}:${key}`))
  const wanted = atStripe.flatMap((one) => {
    const invoice = ctx.store.get(one.latest_invoice?.id ?? one.latest_invoice ?? '')
    return [
      ...(one.trial_end === null ? [] : [`trial_used:${teamId}`]),
      ...(one.status === 'canceled' ? [`subscription_ended:${one.id}`] : []),
      ...(invoice?.status === 'paid' ? [`invoice_paid:${invoice.id}`] : []),
    ]
  })
  const customers = new Set(atStripe.map(({ customer }) => customer))
  const refunds = ctx.store.all('refund').filter(({ charge }) => customers.has(ctx.store.get(charge)?.customer))
  const all = [...wanted, ...refunds.map(({ id }) => `refund:${id}`)]
  const disputes = ctx.store.all('dispute').filter(({ _customer }) => customers.has(_customer))
  all.push(...disputes.map(({ id, status }) => `dispute:${id}:${status}`))
  return all.filter((fact) => !known.has(fact)).map((fact) => new Violation('a fact is missing', fact))
}
