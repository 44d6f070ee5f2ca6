import type { Stored } from '../stripe/store'
import { grantsNow, subscriptionAtStripe, subscriptionStored } from './mirror'
import { Violation } from './violation'
import type { Team, World } from './world'

type Customer = { id: string; stripeCustomerId: string; dirtySeq: string; syncedSeq: string }
// biome-ignore lint/suspicious/noExplicitAny: a row as PostgreSQL gives it.
type Row = Record<string, any>

/**
 * Compares what is stored with what Stripe has, once everything is at rest.
 *
 * @returns every promise that is broken; none is right
 */
export async function truthOf(world: World): Promise<Violation[]> {
  const found = await Promise.all([inboxOf(world), ...world.teams.map((team) => teamTruth(world, team))])
  return found.flat()
}

async function inboxOf({ lab, deliveries }: World): Promise<Violation[]> {
  const rows = await lab.database.rows<{ eventId: string }>('SELECT "eventId" FROM "StripeEvent"')
  const kept = new Set(rows.map(({ eventId }) => eventId))
  return deliveries
    .filter(({ state, event }) => state === 'acknowledged' && !kept.has(event.id))
    .map(({ event }) => new Violation('an acknowledged event is not in the inbox', `${event.type} ${event.id}`))
}

async function teamTruth(world: World, team: Team): Promise<Violation[]> {
  const { database } = world.lab
  const [customer] = await database.rows<Customer>(
    'SELECT * FROM "BillingCustomer" WHERE "teamId" = $1 AND "stripeCustomerId" IS NOT NULL',
    [team.id],
  )
  if (!customer) return []
  const isDeleted = world.bank.ctx.store.get(customer.stripeCustomerId)?.deleted === true
  const atStripe = isDeleted ? [] : world.bank.subscriptions(customer.stripeCustomerId)
  const rows = await database.rows<Row>('SELECT * FROM "Subscription" WHERE "customerId" = $1', [customer.id])
  return [
    ...covers(team, customer),
    ...sameSubscriptions(world, rows, atStripe),
    ...(await samePlan(world, team, customer, atStripe)),
    ...(await factsComplete(world, team, atStripe)),
  ]
}

function covers(team: Team, { dirtySeq, syncedSeq }: Customer): Violation[] {
  if (BigInt(dirtySeq) <= BigInt(syncedSeq)) return []
  return [new Violation('a mark is left over', `${team.id}: dirty ${dirtySeq}, synced ${syncedSeq}`)]
}

function sameSubscriptions({ bank }: World, rows: Row[], atStripe: Stored[]): Violation[] {
  const found: Violation[] = []
  for (const subscription of atStripe) {
    const row = rows.find((one) => one.stripeSubscriptionId === subscription.id)
    const wanted = JSON.stringify(subscriptionAtStripe(bank, subscription))
    const stored = row && row.absentSince === null ? JSON.stringify(subscriptionStored(row)) : 'nothing'
    if (stored !== wanted)
      found.push(
        new Violation('stored and Stripe differ', `${subscription.id}\n  stored ${stored}\n  Stripe ${wanted}`),
      )
  }
  const ids = new Set(atStripe.map(({ id }) => id))
  const ghosts = rows.filter((row) => row.absentSince === null && !ids.has(row.stripeSubscriptionId))
  return [
    ...found,
    ...ghosts.map((row) => new Violation('stored and Stripe differ', `${row.stripeSubscriptionId} is gone`)),
  ]
}

/** The plan in use is what `project` makes of Stripe's state now, and nothing is granted that is not paid or on trial. */
async function samePlan(world: World, team: Team, customer: Customer, atStripe: Stored[]): Promise<Violation[]> {
  const product = world.lab.anyProduct()
  const now = world.now()
  const snapshot = await product.fetchSnapshot(customer.stripeCustomerId)
  const facts = snapshot.subscriptions.map((one: { facts: unknown }) => one.facts)
  const policy = product.policyOver(await product.getCatalog())
  const wanted = product.project(facts, Math.floor(now.getTime() / 1000), policy)
  const plan = product.effectivePlan(await product.readCustomer(team.id), now)
  const found: Violation[] = []
  if (plan !== wanted.plan)
    found.push(new Violation('the plan is not what project says', `${team.id}: ${plan}, project says ${wanted.plan}`))
  const isPaid = atStripe.some((subscription) => grantsNow(world.bank, subscription, now.getTime() / 1000))
  if (plan !== 'free' && !isPaid)
    found.push(new Violation('a plan without a paid or trial period', `${team.id} has ${plan}`))
  return found
}

async function factsComplete({ lab }: World, team: Team, atStripe: Stored[]): Promise<Violation[]> {
  const rows = await lab.database.rows<{ kind: string; key: string }>(
    'SELECT "kind", "key" FROM "BillingFact" WHERE "teamId" = $1',
    [team.id],
  )
  const known = new Set(rows.map(({ kind, key }) => `${kind}:${key}`))
  const wanted = atStripe.flatMap((one) => [...(one.trial_end === null ? [] : [`trial_used:${team.id}`])])
  return wanted.filter((fact) => !known.has(fact)).map((fact) => new Violation('a fact is missing', fact))
}
