import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { day, itemOf } from '../world'

const compare = 'D: billing-mode/compare 2026-04-30; section 3.2'

export const canceling: Case[] = [
  claim('takes effect immediately', 'section 4.2 G.2; section 5', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.cancel(subscription.id)
    has(after, { status: 'canceled', cancellation_details: { reason: 'cancellation_requested' } })
    must(after.ended_at && after.canceled_at, 'the times are set')
    await watch.saw('customer.subscription.deleted')
    has((await watch.only('customer.subscription.deleted')).data.object, { id: subscription.id, status: 'canceled' })
  }),
  claim(
    'takes effect immediately, clears cancel_at, and does not change canceled_at',
    '3P pay-rails/pay: recorded',
    async (world) => {
      const { subscription } = await world.subscriber()
      const asked = await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
      const after = await world.stripe.subscriptions.cancel(subscription.id)
      has(after, { cancel_at: null, cancel_at_period_end: false, canceled_at: asked.canceled_at })
    },
  ),
  claim('gives no credit by default', 'section 4.2 G.2', async (world) => {
    const { subscription, customer } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    same((await world.stripe.invoiceItems.list({ customer: customer.id })).data, [])
  }),
  claim('creates a credit when it prorates', 'section 4.2 G.2: a pending negative invoice item', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, start + (end - start) / 2)
    await world.stripe.subscriptions.cancel(subscription.id, { prorate: true })
    const { data } = await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })
    has(data, [{ amount: -500, proration: true }])
  }),
  claim('can invoice the credit immediately', 'N23 SubscriptionCancelParams.invoice_now', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, start + (end - start) / 2)
    await world.stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true })
    has(await world.stripe.customers.retrieve(customer.id), { balance: -500 })
  }),
  claim('stores the customer’s feedback', 'N23 cancellation_details', async (world) => {
    const { subscription } = await world.subscriber()
    const cancellation_details = { feedback: 'too_expensive', comment: 'Sorry' } as const
    const after = await world.stripe.subscriptions.cancel(subscription.id, { cancellation_details })
    has(after.cancellation_details, cancellation_details)
  }),
  claim('allows only metadata updates afterward', 'section 5: canceled is terminal', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(world.stripe.subscriptions.update(subscription.id, { description: 'x' }), invalid())
    const change = { metadata: { left: 'yes' }, cancellation_details: { comment: 'late' } }
    has(await world.stripe.subscriptions.update(subscription.id, change), change)
  }),
  claim('can only happen once', 'GK resource_missing', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(world.stripe.subscriptions.cancel(subscription.id), missing())
  }),
  claim('sets the flag if it is at the period end', `${compare}: still accepted on flexible`, async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    has(after, { status: 'active', cancel_at_period_end: true, cancel_at: itemOf(subscription).current_period_end })
    must(after.canceled_at, 'canceled_at is the request time')
    const previous = { cancel_at_period_end: false, cancel_at: null, canceled_at: null }
    await watch.changed('customer.subscription.updated', previous)
  }),
  claim('creates no further invoice if it is at the period end', 'section 4.2 G.1', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const watch = await world.watch(customer.id)
    const end = itemOf(subscription).current_period_end
    await world.advance(clock, end + day)
    has(await world.reread(subscription), { status: 'canceled', ended_at: end })
    same(await watch.types(), ['customer.subscription.deleted'])
    same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
  }),
  claim('can be reverted with the flag', 'section 3.2: reactivation', async (world) => {
    const { subscription, customer } = await world.subscriber()
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })
    has(after, {
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
      cancellation_details: { reason: null },
    })
    await watch.changed('customer.subscription.updated', { cancel_at_period_end: true })
  }),
  claim('can be reverted with the date', 'section 3.2: update({cancel_at: ""})', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const cancel_at = itemOf(subscription).current_period_end
    await world.stripe.subscriptions.update(subscription.id, { cancel_at })
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at: '' })
    has(after, { cancel_at: null, canceled_at: null })
    const previous = { cancel_at, cancellation_details: { reason: 'cancellation_requested' } }
    await watch.changed('customer.subscription.updated', previous)
  }),
  claim('accepts a flag or a date, not both', 'GK; section 3.2', async (world) => {
    const { subscription } = await world.subscriber()
    const both = { cancel_at: itemOf(subscription).current_period_end, cancel_at_period_end: true }
    await rejected(world.stripe.subscriptions.update(subscription.id, both), invalid())
  }),
  claim(
    'accepts min_period_end and max_period_end',
    `${compare}: resolve immediately to a timestamp`,
    async (world) => {
      const month = await world.price(1000)
      const year = await world.price(10_000, { recurring: { interval: 'year' } })
      const made = await world.subscribe(await world.customer(), [month, year])
      const ends = made.items.data.map((item) => item.current_period_end)
      const least = await world.stripe.subscriptions.update(made.id, { cancel_at: 'min_period_end' })
      same([least.cancel_at, least.cancel_at_period_end], [Math.min(...ends), false])
      const most = await world.stripe.subscriptions.update(made.id, { cancel_at: 'max_period_end' })
      same(most.cancel_at, Math.max(...ends))
    },
  ),
  claim('cannot be in the past', 'GK timestamps', async (world) => {
    const { subscription } = await world.subscriber()
    const call = world.stripe.subscriptions.update(subscription.id, { cancel_at: subscription.created - day })
    await rejected(call, invalid({ param: 'cancel_at' }))
  }),
  claim('rejects an unknown reason', 'OAS-E enum', async (world) => {
    const { subscription } = await world.subscriber()
    const cancellation_details = { feedback: 'bored' as 'unused' }
    const call = world.stripe.subscriptions.update(subscription.id, { cancellation_details })
    await rejected(call, invalid({ param: 'cancellation_details[feedback]' }))
  }),
  claim('is omitted from lists by default', 'GK; section 7', async (world) => {
    const { subscription, customer } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    const ids = async (params: object) =>
      (await world.stripe.subscriptions.list({ customer: customer.id, ...params })).data.map(({ id }) => id)
    same([await ids({}), await ids({ status: 'all' })], [[], [subscription.id]])
    same([await ids({ status: 'active' }), await ids({ status: 'canceled' })], [[], [subscription.id]])
    same(await ids({ status: 'ended' }), [subscription.id])
  }),
]
