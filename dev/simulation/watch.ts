import type { Stored } from 'stripe-stand-in/engine'
import { Violation } from './violation'
import type { Team, World } from './world'

// What must hold at every moment, looked at after each statement that may have changed something.

type Shown = { id: string; revision: number | null; open: null } | { id: string; revision: null; open: number }

// One round trip for both, since this is asked very often.
const shownNow = `
  SELECT "stripeSubscriptionId" AS id, ("items"->0->>'unitAmountCents')::int AS revision, NULL::int AS open
  FROM "Subscription"
  UNION ALL
  SELECT "teamId", NULL, count(*)::int FROM "CheckoutIntent" WHERE "state" = 'open' GROUP BY 1`

/** After a COMMIT: no stored subscription shows an older state of Stripe's than before, and no team has two Checkouts. */
export async function afterStatement(world: World, label: string): Promise<void> {
  if (label.startsWith('WITH')) return requireMarks(world)
  if (label !== 'COMMIT' && !/^(INSERT|UPDATE|DELETE) (Subscription|CheckoutIntent)$/.test(label)) return
  for (const { id, revision, open } of await world.lab.database.rows<Shown>(shownNow)) {
    if (open !== null) {
      if (open > 1) throw new Violation('more than one open checkout', `${id} has ${open}`)
      continue
    }
    if (revision === null) throw new Error('the stored items do not carry the revision any more')
    const before = world.shown.get(id) ?? -1
    if (revision < before)
      throw new Violation('a row stepped back', `${id} showed revision ${before}, and now shows ${revision}`)
    world.shown.set(id, revision)
  }
}

type Kept = { id: string; state: string; customer: string | null; dirty: string | null }

/** After a statement of the webhook: an event that came into the inbox has raised its customer's mark with it. */
export async function requireMarks(world: World): Promise<void> {
  const rows = await world.lab.database.rows<Kept>(
    `SELECT e."eventId" AS id, e."state", c."id" AS customer, s."dirtySeq" AS dirty
     FROM "StripeEvent" e LEFT JOIN "BillingCustomer" c ON c."stripeCustomerId" = e."customerRef"
     LEFT JOIN "BillingSync" s ON s."customerId" = c."id"`,
  )
  for (const { id, state, customer, dirty } of rows) {
    if (world.kept.has(id)) continue
    world.kept.add(id)
    if (state === 'received' && Number(dirty) <= (world.marked.get(customer ?? '') ?? -1))
      throw new Violation('an event is kept and its customer not marked', id)
  }
  const customers = await world.lab.database.rows<{ id: string; dirty: string }>(
    `SELECT "customerId" AS id, "dirtySeq" AS dirty FROM "BillingSync"`,
  )
  for (const { id, dirty } of customers) world.marked.set(id, Number(dirty))
}

const ended = new Set(['canceled', 'incomplete_expired', 'incomplete'])
const isCharged = (one: Stored) => !ended.has(one.status)

/** Does a payment, and says so when it gave the team a second subscription: nobody is charged twice by two tabs. */
export async function requireSingleSubscription(world: World, team: Team, pay: () => Promise<unknown>): Promise<void> {
  const ofTeam = () =>
    world.bank.ctx.store.all('subscription').filter((one) => one.metadata?.team_id === team.id && isCharged(one))
  const before = ofTeam()
  await pay()
  const after = ofTeam()
  if (after.length > Math.max(1, before.length))
    throw new Violation('charged twice', `${team.id} now has ${after.map(({ id, status }) => `${id} ${status}`)}`)
}
