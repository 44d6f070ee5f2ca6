import { signatureOf } from 'stripe-stand-in'
import { isPlanKey, paidPlanKeys, plans } from '@/lib/billing/plans'
import { stripeKeys } from '../start/stripe-keys'
import { type Link, linkOf } from './portal-visit'
import type { Operation, Task } from './scheduler'
import type { Checkout, Delivery, Team, World } from './world'

// Runs the product's entry points as tasks and checks each result.

const { webhookSecret } = stripeKeys

function start(world: World, name: string, app: number, work: () => Promise<unknown>): Task {
  const { scheduler } = world.lab
  const index = app % world.lab.apps.length
  return scheduler.start(name, index, async () => {
    try {
      return await work()
    } catch (error) {
      reportUnexpectedError(world, name, error as Error)
    }
  })
}

/** An AppError is a valid response, and a broken connection may cause any error. Everything else is a violation. */
function reportUnexpectedError(world: World, name: string, error: Error): void {
  const isExpected = error.name === 'AppError' || error.constructor.name === 'AppError'
  if (isExpected || world.hadBrokenConnection) return
  world.fail('an operation failed without a broken connection', `${name}: ${error.name} ${error.message.slice(-300)}`)
}

/** Handles a webhook the way the route does, and optionally drains right after the response. */
export function startWebhook(world: World, app: number, delivery: Delivery, drainsAfter: boolean): void {
  const isFirst = delivery.state === 'waiting'
  if (isFirst) delivery.state = 'sent'
  const { type, id } = delivery.event
  const body = world.payloadOf(delivery)
  const product = world.lab.product(app)
  const task = start(world, `webhook ${type}`, app, async () => {
    const signature = signatureOf(body, webhookSecret, world.lab.clock.seconds())
    const init = { method: 'POST', body, headers: { 'stripe-signature': signature } }
    const request = new Request('http://localhost:3000/api/stripe/webhook', init)
    const status = await product.handleStripeWebhook(request).then(
      (response: Response) => response.status,
      () => 500,
    )
    const wasReceived = await sendResponse(world, `response ${status}`)
    if (wasReceived && status >= 400 && status < 500) world.fail('a signed event was rejected', `${type}: ${status}`)
    if (wasReceived && status === 200) {
      await requireStored(world, id)
      delivery.state = 'acknowledged'
      world.stripe.acknowledge(id)
      if (drainsAfter) startDrain(world, app)
    } else if (isFirst) delivery.state = 'waiting'
  })
  if (isFirst) delivery.task = task
}

async function sendResponse(world: World, label: string): Promise<boolean> {
  const operation: Operation = { kind: 'response', label, connectionError: () => new Error('the response was lost') }
  return world.lab.scheduler.gate(operation, async () => true).catch(() => false)
}

async function requireStored(world: World, eventId: string): Promise<void> {
  const rows = await world.lab.database.rows('SELECT 1 FROM "StripeEvent" WHERE "eventId" = $1', [eventId])
  if (rows.length === 0) world.fail('an acknowledged event is not in the inbox', eventId)
}

export function startDrain(world: World, app: number): void {
  start(world, 'drain', app, () => world.lab.product(app).drainBilling(world.now()))
}

export function startEmails(world: World, app: number): void {
  start(world, 'email', app, () => world.lab.product(app).deliverMail(world.now()))
}

export function startReconcile(world: World, app: number): void {
  start(world, 'reconcile', app, () => world.lab.product(app).reconcile(world.now()))
}

/** Fetches the events that were never acknowledged. */
export function startUndelivered(world: World, app: number): void {
  start(world, 'undelivered', app, () => world.lab.product(app).fetchUndelivered(world.now()))
}

/** Replays an event, whether or not it is stored. */
export function startReplay(world: World, app: number, { event }: Delivery): void {
  start(world, `replay ${event.type}`, app, () => world.lab.product(app).replayEvent(event.id, world.now()))
}

/** Closes a team's account. Once this is committed, no member can sign in. */
export function startClose(world: World, app: number, team: Team): void {
  const product = world.lab.product(app)
  start(world, 'close', app, () => product.db().$transaction((tx: unknown) => product.beginClosing(tx, team.id)))
}

/** Starts a portal flow and saves its link. */
export function startFlow(world: World, app: number, team: Team, type: string): void {
  const product = world.lab.product(app)
  const confirmed = { plan: paidPlanKeys.at(-1), seats: '3' }
  const request = product.flowSchema.parse({ flow: type, ...(type === 'subscription_update_confirm' ? confirmed : {}) })
  start(world, `flow ${type}`, app, async () => {
    const url: string = await product.startPortalFlow(team.viewer, request)
    world.links.push(linkOf(world.stripe, team.index, type, url))
  })
}

/** Handles a return from the portal. The page must not show a state older than the return. */
export function startReturn(world: World, app: number, link: Link): void {
  const team = world.team(link.team)
  const product = world.lab.product(app)
  start(world, `return ${link.type}`, app, async () => {
    const before = await flowOf(world, link.flowId)
    const mark = await markOf(world, team)
    await product.finishPortalFlow(team.viewer, link.back, link.flowId, world.now())
    const after = await flowOf(world, link.flowId)
    // A completed flow needs no new read. For a pending flow, the page says that the change is pending.
    const needsNoRead = before?.outcome === 'completed' || !after?.outcome
    if (needsNoRead || (after.outcome === 'pending' && after.detail !== 'payment')) return
    await requireSeen(world, mark, `return ${link.type} (${after.outcome})`)
  })
}

type Flow = { outcome: string | null; detail: string | null }

async function flowOf(world: World, id: string): Promise<Flow | undefined> {
  return (await world.lab.database.rows<Flow>('SELECT "outcome", "detail" FROM "PortalFlow" WHERE "id" = $1', [id]))[0]
}

type Mark = { customer: string | null; revision: number; subscriptions: string[] }

/** The current state in Stripe of the team's linked customer. */
async function markOf(world: World, team: Team): Promise<Mark> {
  const sql = 'SELECT "stripeCustomerId" AS id FROM "BillingCustomer" WHERE "teamId" = $1'
  const customer = (await world.lab.database.rows<{ id: string | null }>(sql, [team.id]))[0]?.id ?? null
  if (!customer) return { customer, revision: 0, subscriptions: [] }
  const subscriptions = world.stripe.subscriptions(customer).map(({ id }) => id)
  return { customer, revision: world.stripe.revision(customer), subscriptions }
}

async function requireSeen(world: World, mark: Mark, what: string): Promise<void> {
  const sql = `SELECT s."stripeSubscriptionId" AS id, (s."items"->0->>'unitAmountCents')::int AS revision
    FROM "Subscription" s JOIN "BillingCustomer" c ON c."id" = s."customerId" WHERE c."stripeCustomerId" = $1`
  const isOpen = `SELECT 1 FROM "BillingCustomer" WHERE "stripeCustomerId" = $1 AND "lifecycle" = 'live'`
  const linked = await world.lab.database.rows(isOpen, [mark.customer])
  if (linked.length === 0 || world.stripe.ctx.store.get(mark.customer ?? '')?.deleted) return
  const rows = await world.lab.database.rows<{ id: string; revision: number }>(sql, [mark.customer])
  for (const id of mark.subscriptions) {
    const revision = rows.find((row) => row.id === id)?.revision ?? -1
    if (revision < mark.revision)
      world.fail(
        'a return page did not show its change',
        `${what}: stored revision ${revision}, Stripe had ${mark.revision}`,
      )
  }
}

export function startCheckout(world: World, app: number, team: Team, offer: string, seats: number): void {
  const [plan = '', interval] = offer.split(':')
  const product = world.lab.product(app)
  const request = { plan, interval, seats: isPlanKey(plan) && plans[plan].seats ? seats : undefined }
  start(world, `checkout ${offer}`, app, async () => {
    const result = await product.startCheckout(team.viewer, request, world.now())
    if (result.kind !== 'redirect') return
    const session = world.stripe.ctx.store.all('checkout.session').find((one) => one.url === result.url)
    world.checkouts.push({ team, url: result.url, sessionId: session?.id ?? '' })
  })
}

/** Handles a return from Checkout. The subscription must be stored, or the page must say that it is being confirmed. */
export function startFinish(world: World, app: number, { team, sessionId }: Checkout): void {
  const product = world.lab.product(app)
  start(world, 'return from Checkout', app, async () => {
    const subscription = world.stripe.ctx.store.get(sessionId)?.subscription
    await product.finishCheckout(team.viewer, sessionId, world.now())
    const stored = await product.readCustomer(team.id)
    const isStored = stored?.subscriptions.some(
      (row: { stripeSubscriptionId: string }) => row.stripeSubscriptionId === subscription,
    )
    const isConfirming = stored && stored.sync.dirtySeq > stored.sync.syncedSeq
    const isClosed = stored?.lifecycle !== 'live' || world.stripe.ctx.store.get(stored.stripeCustomerId ?? '')?.deleted
    if (subscription && !isStored && !isConfirming && !isClosed && stored.stripeCustomerId === world.customerOf(team))
      world.fail('a return page did not show its change', `return from Checkout: ${subscription} is not stored`)
  })
}

export function startClick(world: World, app: number, team: Team, what: string): void {
  const product = world.lab.product(app)
  const clicks: Record<string, () => Promise<unknown>> = {
    keep: () => product.keepSubscription(team.viewer, undefined, world.now()),
    resume: () => product.resumeSubscription(team.viewer, undefined, world.now()),
    retry: () => product.retryPayment(team.viewer, world.now()),
    finish: () => product.finishPayment(team.viewer, world.now()),
  }
  const click = clicks[what]
  if (click) start(world, what, app, click)
}

/** Changes the number of seats. The last number requested must win. */
export function startSeats(world: World, app: number, team: Team, seats: number): void {
  start(world, `seats ${seats}`, app, () => world.lab.product(app).setSeats(team.viewer, seats, world.now()))
}
