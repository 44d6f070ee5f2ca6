import type { Stored } from 'stripe-stand-in/engine'
import { Violation } from './violation'
import type { Team, World } from './world'

// Invariants checked after every statement that may affect them.

type Row = { id: string; revision: number | null; open: null } | { id: string; revision: null; open: number }

// One query for both, because this runs very often.
const currentRows = `
  SELECT "stripeSubscriptionId" AS id, ("items"->0->>'unitAmountCents')::int AS revision, NULL::int AS open
  FROM "Subscription"
  UNION ALL
  SELECT "teamId", NULL, count(*)::int FROM "CheckoutIntent" WHERE "state" = 'open' GROUP BY 1`

/** A stored subscription must never go back to an older state, and a team must never have two open Checkouts. */
export async function afterStatement(world: World, label: string): Promise<void> {
  if (label.startsWith('WITH')) return requireMarks(world)
  if (label !== 'COMMIT' && !/^(INSERT|UPDATE|DELETE) (Subscription|CheckoutIntent)$/.test(label)) return
  for (const { id, revision, open } of await world.lab.database.rows<Row>(currentRows)) {
    if (open !== null) {
      if (open > 1) throw new Violation('more than one open Checkout', `${id} has ${open}`)
      continue
    }
    if (revision === null) throw new Error('the stored items have no revision')
    const before = world.lastRevisions.get(id) ?? -1
    if (revision < before)
      throw new Violation('a row went back to an older state', `${id} went from revision ${before} to ${revision}`)
    world.lastRevisions.set(id, revision)
  }
}

type EventRow = { id: string; state: string; customer: string | null; dirty: string | null }

/** Storing an event must also raise its customer's mark. */
export async function requireMarks(world: World): Promise<void> {
  const rows = await world.lab.database.rows<EventRow>(
    `SELECT e."eventId" AS id, e."state", c."id" AS customer, s."dirtySeq" AS dirty
     FROM "StripeEvent" e LEFT JOIN "BillingCustomer" c ON c."stripeCustomerId" = e."customerRef"
     LEFT JOIN "BillingSync" s ON s."customerId" = c."id"`,
  )
  for (const { id, state, customer, dirty } of rows) {
    if (world.storedEvents.has(id)) continue
    world.storedEvents.add(id)
    if (state === 'received' && Number(dirty) <= (world.lastMarks.get(customer ?? '') ?? -1))
      throw new Violation('an event is stored but its customer is not marked', id)
  }
  const customers = await world.lab.database.rows<{ id: string; dirty: string }>(
    `SELECT "customerId" AS id, "dirtySeq" AS dirty FROM "BillingSync"`,
  )
  for (const { id, dirty } of customers) world.lastMarks.set(id, Number(dirty))
}

const ended = new Set(['canceled', 'incomplete_expired', 'incomplete'])
const isCharged = (one: Stored) => !ended.has(one.status)

/** Runs a payment and throws if it gives the team a second subscription. Paying in two tabs must not charge twice. */
export async function requireSingleSubscription(world: World, team: Team, pay: () => Promise<unknown>): Promise<void> {
  const ofTeam = () =>
    world.stripe.ctx.store.all('subscription').filter((one) => one.metadata?.team_id === team.id && isCharged(one))
  const before = ofTeam()
  await pay()
  const after = ofTeam()
  if (after.length > Math.max(1, before.length))
    throw new Violation('charged twice', `${team.id} now has ${after.map(({ id, status }) => `${id} ${status}`)}`)
}
