import type { Context, Stored } from 'stripe-stand-in/engine'
import type { Database } from './database'
import { fromRow, fromStripe, grantsNow } from './mirror'
import type { Product } from './product'
import { Violation } from './violation'

/** What to compare: a database, the Stripe stand-in, the product that reads both, and the current time. */
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
// biome-ignore lint/suspicious/noExplicitAny: a row as PostgreSQL returns it.
type Row = Record<string, any>

/** Every acknowledged event must be in the inbox. */
export async function compareInbox({ database }: Scene, acknowledged: Stored[]): Promise<Violation[]> {
  const rows = await database.rows<{ eventId: string }>('SELECT "eventId" FROM "StripeEvent"')
  const stored = new Set(rows.map(({ eventId }) => eventId))
  return acknowledged
    .filter(({ id }) => !stored.has(id))
    .map(({ id, type }) => new Violation('an acknowledged event is not in the inbox', `${type} ${id}`))
}

/**
 * Compares a team's stored state with Stripe after all work has finished.
 *
 * @returns every violation found
 */
export async function compareTeam(scene: Scene, teamId: string): Promise<Violation[]> {
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
  const inStripe = isDeleted ? [] : all
  const rows = await database.rows<Row>(
    `SELECT s.*, c."feedback", c."comment" FROM "Subscription" s LEFT JOIN "Cancellation" c
       ON c."subscriptionId" = s."stripeSubscriptionId" AND c."requestedAt" = s."canceledAt"
     WHERE "customerId" = $1`,
    [customer.id],
  )
  return [
    ...compareSync(teamId, customer),
    ...compareSubscriptions(ctx, rows, inStripe, customer.lifecycle === 'closed'),
    ...compareDisputes(ctx, customer, isDeleted),
    ...checkLostDisputes(ctx, stripeCustomerId, inStripe),
    ...checkOpenCheckouts(ctx, stripeCustomerId, inStripe),
    ...checkClosedAccount(teamId, customer, rows, inStripe),
    ...(await comparePlan(scene, teamId, customer, inStripe)),
    ...(await compareFacts(scene, teamId, inStripe)),
  ]
}

function compareSync(teamId: string, { dirtySeq, syncedSeq }: Customer): Violation[] {
  if (BigInt(dirtySeq) <= BigInt(syncedSeq)) return []
  return [new Violation('a customer is still marked', `${teamId}: dirty ${dirtySeq}, synced ${syncedSeq}`)]
}

function compareSubscriptions(ctx: Context, rows: Row[], inStripe: Stored[], isClosed: boolean): Violation[] {
  const rule = 'the stored state differs from Stripe'
  const found: Violation[] = []
  for (const subscription of inStripe) {
    const row = rows.find((one) => one.stripeSubscriptionId === subscription.id)
    const expected = JSON.stringify(fromStripe(ctx, subscription, isClosed))
    const stored = row && row.absentSince === null ? JSON.stringify(fromRow(row)) : 'nothing'
    if (stored !== expected)
      found.push(new Violation(rule, `${subscription.id}\n  stored ${stored}\n  Stripe ${expected}`))
  }
  const ids = new Set(inStripe.map(({ id }) => id))
  const extraRows = rows.filter((row) => row.absentSince === null && !ids.has(row.stripeSubscriptionId))
  return [
    ...found,
    ...extraRows.map((row) => new Violation(rule, `${row.stripeSubscriptionId} no longer exists in Stripe`)),
  ]
}

const disputesOf = (ctx: Context, customer: string) =>
  ctx.store.all('dispute').filter((one) => one._customer === customer)

function compareDisputes(ctx: Context, { stripeCustomerId, disputes }: Customer, isDeleted: boolean): Violation[] {
  const format = (list: { id: string; status: string }[]) =>
    list
      .map(({ id, status }) => `${id} ${status}`)
      .sort()
      .join()
  const expected = isDeleted ? '' : format(disputesOf(ctx, stripeCustomerId) as never)
  const stored = format(disputes ?? [])
  return stored === expected
    ? []
    : [new Violation('the stored state differs from Stripe', `disputes: ${stored}, Stripe ${expected}`)]
}

/** A lost dispute ends the subscriptions that existed when it was opened (docs/billing.md). */
function checkLostDisputes(ctx: Context, customer: string, inStripe: Stored[]): Violation[] {
  const lost = disputesOf(ctx, customer).filter(({ status }) => status === 'lost')
  const wrong = inStripe.filter((one) => isLive(one) && lost.some(({ created }) => one.created <= created))
  return wrong.map(({ id }) => new Violation('a lost dispute did not end its subscription', id))
}

const isLive = ({ status }: Stored) => status !== 'canceled' && status !== 'incomplete_expired'

/** A customer with a live subscription must not have an open Checkout that could pay for a second one. */
function checkOpenCheckouts(ctx: Context, customer: string, inStripe: Stored[]): Violation[] {
  const live = inStripe.find((one) => isLive(one) && one.status !== 'incomplete')
  const open = ctx.store.all('checkout.session').find((one) => one.customer === customer && one.status === 'open')
  if (!live || !open) return []
  return [new Violation('a Checkout is open during a live subscription', `${open.id} during ${live.id}`)]
}

/** A closed account has no live subscriptions and stores no personal data. */
function checkClosedAccount(teamId: string, customer: Customer, rows: Row[], inStripe: Stored[]): Violation[] {
  if (customer.lifecycle !== 'closed') return []
  const live = inStripe.filter(isLive).map(({ id }) => new Violation('a closed account is still charged', id))
  const stored = rows.some((row) => row.defaultPaymentMethod || row.comment)
  const hasPersonalData = stored || customer.paymentMethod || customer.billingDetails
  return hasPersonalData ? [...live, new Violation('a closed account still has personal data', teamId)] : live
}

/**
 * The effective plan must match what `project` returns for the current Stripe state, and every paid plan needs a paid
 * or trial period.
 */
async function comparePlan(scene: Scene, teamId: string, customer: Customer, inStripe: Stored[]): Promise<Violation[]> {
  const { product, now, ctx } = scene
  const snapshot = await product.fetchSnapshot(customer.stripeCustomerId, customer)
  const details = snapshot.subscriptions.map((one: { details: unknown }) => one.details)
  const policy = product.policyFrom(await product.getCatalog())
  const expected = product.project(details, Math.floor(now.getTime() / 1000), policy)
  const stored = await product.readCustomer(teamId)
  const plan = product.effectivePlan(stored, now)
  const found: Violation[] = []
  const granting = stored.subscriptions.find(
    ({ stripeSubscriptionId }: Row) => stripeSubscriptionId === stored.entitlement?.subscriptionId,
  )
  if (granting && granting.plan !== stored.entitlement.plan)
    found.push(
      new Violation('the subscription and its entitlement have different plans', `${teamId}: ${granting.plan}`),
    )
  if (plan !== expected.plan)
    found.push(
      new Violation('the effective plan differs from project', `${teamId}: ${plan}, project returns ${expected.plan}`),
    )
  const isPaid = inStripe.some((subscription) => grantsNow(ctx, subscription, now.getTime() / 1000))
  if (plan !== 'free' && !isPaid)
    found.push(new Violation('a plan without a paid or trial period', `${teamId} has ${plan}`))
  return found
}

/**
 * Everything that the current Stripe state implies must be stored as a fact. The table's primary key prevents
 * duplicates.
 */
async function compareFacts({ database, ctx }: Scene, teamId: string, inStripe: Stored[]): Promise<Violation[]> {
  const rows = await database.rows<{ kind: string; key: string }>(
    'SELECT "kind", "key" FROM "BillingFact" WHERE "teamId" = $1',
    [teamId],
  )
  const known = new Set(rows.map(({ kind, key }) => `${kind}:${key}`))
  const expected = inStripe.flatMap((one) => {
    const invoice = ctx.store.get(one.latest_invoice?.id ?? one.latest_invoice ?? '')
    return [
      ...(one.trial_end === null ? [] : [`trial_used:${teamId}`]),
      ...(one.status === 'canceled' ? [`subscription_ended:${one.id}`] : []),
      ...(invoice?.status === 'paid' ? [`invoice_paid:${invoice.id}`] : []),
    ]
  })
  const customers = new Set(inStripe.map(({ customer }) => customer))
  const refunds = ctx.store.all('refund').filter(({ charge }) => customers.has(ctx.store.get(charge)?.customer))
  const all = [...expected, ...refunds.map(({ id }) => `refund:${id}`)]
  const disputes = ctx.store.all('dispute').filter(({ _customer }) => customers.has(_customer))
  all.push(...disputes.map(({ id, status }) => `dispute:${id}:${status}`))
  return all.filter((fact) => !known.has(fact)).map((fact) => new Violation('a fact is missing', fact))
}
