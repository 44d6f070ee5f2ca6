import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { day, hour, itemOf, type World } from '../world'

const types = 'N23 SubscriptionSchedules; section 4.2 J'
const open = '3P better-auth, stripe-dotnet#1762'

/** A subscription on a clock with a schedule that changes its price. */
async function scheduled(world: World) {
  const made = await world.timed(3000)
  const cheaper = await world.price(1000, { product: String(made.price.product), nickname: 'Less' })
  const schedule = await world.stripe.subscriptionSchedules.create({ from_subscription: made.subscription.id })
  const item = itemOf(made.subscription)
  const { current_period_start: start_date, current_period_end: end_date } = item
  const phases = [
    { items: [{ price: item.price.id, quantity: 1 }], start_date, end_date },
    { items: [{ price: cheaper.id, quantity: 2 }], duration: { interval: 'month' as const } },
  ]
  const update = (params: Stripe.SubscriptionScheduleUpdateParams = {}) =>
    world.stripe.subscriptionSchedules.update(schedule.id, { phases, ...params })
  return { ...made, cheaper, schedule, update, end: end_date, start: start_date }
}

export const schedules: Case[] = [
  claim('can be created from a subscription, with the current period as the only phase', types, async (world) => {
    const { schedule, subscription, start, end, price } = await scheduled(world)
    has(schedule, {
      id: /^sub_sched_/,
      object: 'subscription_schedule',
      status: 'active',
      subscription: subscription.id,
    })
    has(schedule, { end_behavior: 'release', current_phase: { start_date: start, end_date: end } })
    has(schedule.phases, [{ start_date: start, end_date: end, items: [{ price: price.id, quantity: 1 }] }])
  }),
  claim('is referenced by its subscription', types, async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const { id } = await world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
    world.later(() => world.stripe.subscriptionSchedules.release(id))
    same((await world.reread(subscription)).schedule, id)
    await watch.saw('subscription_schedule.created', 'customer.subscription.updated')
    await watch.changed('customer.subscription.updated', { schedule: null })
  }),
  claim('is limited to one per subscription', 'GK schedules', async (world) => {
    const { subscription } = await scheduled(world)
    const call = world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
    await rejected(call, invalid())
  }),
  claim('schedules a change without applying it', types, async (world) => {
    const { update, subscription, price, customer } = await scheduled(world)
    const watch = await world.watch(customer.id)
    same((await update()).phases.length, 2)
    same(itemOf(await world.reread(subscription)).price.id, price.id)
    same(await watch.types(), ['subscription_schedule.updated'])
  }),
  claim('has a preview that shows the renewal cost', 'N23 createPreview: schedule', async (world) => {
    const { update, schedule, subscription, end } = await scheduled(world)
    await update()
    const preview = await world.stripe.invoices.createPreview({ schedule: schedule.id })
    has(preview, { amount_due: 2000, billing_reason: 'upcoming', period_end: end })
    const both = { schedule: schedule.id, subscription: subscription.id }
    await rejected(world.stripe.invoices.createPreview(both), invalid({ param: 'schedule' }))
  }),
  claim('applies the change at the end of the period', types, async (world) => {
    const { update, subscription, clock, end, cheaper } = await scheduled(world)
    await update()
    await world.advance(clock, end + 2 * hour)
    has(itemOf(await world.reread(subscription)), { price: { id: cheaper.id }, quantity: 2 })
    has(await world.latestInvoice(subscription), { billing_reason: 'subscription_cycle', total: 2000, status: 'paid' })
  }),
  claim('does not prorate a change at the start of a period', 'GK schedules', async (world) => {
    const { update, subscription, clock, end } = await scheduled(world)
    await update()
    await world.advance(clock, end + 2 * hour)
    const { lines } = await world.latestInvoice(subscription)
    has(lines.data, [{ amount: 2000 }])
  }),
  claim('releases the subscription after the last phase', types, async (world) => {
    const { update, subscription, clock, end, schedule } = await scheduled(world)
    await update()
    await world.advance(clock, end + 2 * hour)
    const second = itemOf(await world.reread(subscription)).current_period_end
    await world.advance(clock, second + day)
    has(await world.stripe.subscriptionSchedules.retrieve(schedule.id), { status: 'released', subscription: null })
    has(await world.reread(subscription), { schedule: null, status: 'active' })
  }),
  claim('can leave its last phase open and release the subscription one period later', open, async (world) => {
    const { update, subscription, clock, end, schedule, cheaper, price, start } = await scheduled(world)
    const now = { items: [{ price: price.id, quantity: 1 }], start_date: start, end_date: end }
    const { phases } = await update({ phases: [now, { items: [{ price: cheaper.id }] }], end_behavior: 'release' })
    must(phases[1] && phases[1].end_date > end, 'the phase still has an end date')
    await world.advance(clock, end + 2 * hour)
    const item = itemOf(await world.reread(subscription))
    same([item.price.id, item.current_period_end], [cheaper.id, phases[1].end_date])
    await world.advance(clock, item.current_period_end + day)
    has(await world.stripe.subscriptionSchedules.retrieve(schedule.id), { status: 'released', subscription: null })
    has(await world.reread(subscription), { schedule: null, status: 'active' })
  }),
  claim('needs an end date for the last phase if it cancels the subscription', open, async (world) => {
    const { update, cheaper, price, start, end } = await scheduled(world)
    const now = { items: [{ price: price.id, quantity: 1 }], start_date: start, end_date: end }
    const message = 'The last phase must specify either `duration` or `end_date` if `end_behavior` is not `release`.'
    const call = update({ phases: [now, { items: [{ price: cheaper.id }] }], end_behavior: 'cancel' })
    await rejected(call, invalid({ message }))
  }),
  claim('needs an end date for every phase except the last', 'GK schedules', async (world) => {
    const { update, cheaper, price, end } = await scheduled(world)
    const first = { items: [{ price: price.id, quantity: 1 }] }
    await rejected(update({ phases: [first, { items: [{ price: cheaper.id }], end_date: end + 60 * day }] }), invalid())
  }),
  claim('can have a single open-ended phase', open, async (world) => {
    const [{ id: customer }, price] = [await world.customer(), await world.price(1000)]
    const phases = [{ items: [{ price: price.id }] }]
    const made = await world.stripe.subscriptionSchedules.create({ customer, start_date: 'now', phases })
    world.later(() => world.stripe.subscriptionSchedules.cancel(made.id))
    const subscription = await world.stripe.subscriptions.retrieve(String(made.subscription))
    same(made.phases[0]?.end_date, itemOf(subscription).current_period_end)
  }),
  claim('can be released manually', 'N23 release', async (world) => {
    const { update, subscription, schedule, price } = await scheduled(world)
    await update()
    const released = await world.stripe.subscriptionSchedules.release(schedule.id)
    has(released, { status: 'released', subscription: null, released_subscription: subscription.id })
    const after = await world.reread(subscription)
    same([after.schedule, after.status, itemOf(after).price.id], [null, 'active', price.id])
  }),
  claim('can only be released once', 'GK schedules', async (world) => {
    const { schedule } = await scheduled(world)
    await world.stripe.subscriptionSchedules.release(schedule.id)
    await rejected(world.stripe.subscriptionSchedules.release(schedule.id), invalid())
  }),
  claim('is canceled with its subscription', 'N23 cancel', async (world) => {
    const { schedule, subscription } = await scheduled(world)
    has(await world.stripe.subscriptionSchedules.cancel(schedule.id), { status: 'canceled' })
    same((await world.reread(subscription)).status, 'canceled')
  }),
  claim('prevents changes to the subscription’s end date', '3P ×2, verbatim; section 1.4', async (world) => {
    const { subscription, schedule } = await scheduled(world)
    const message = `The subscription is managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`
    const call = world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await rejected(call, invalid({ message }))
  }),
  claim('can cancel the subscription', 'N23 end_behavior=cancel', async (world) => {
    const { update, subscription, clock, end } = await scheduled(world)
    await update({ end_behavior: 'cancel' })
    await world.advance(clock, end + 2 * hour)
    const second = itemOf(await world.reread(subscription)).current_period_end
    await world.advance(clock, second + day)
    same((await world.reread(subscription)).status, 'canceled')
  }),
  claim('rejects iterations', 'N23 CHANGELOG 19.0.0; section 3.1', async (world) => {
    const { schedule, price } = await scheduled(world)
    const phases = [
      { items: [{ price: price.id }], iterations: 2 },
    ] as object as Stripe.SubscriptionScheduleUpdateParams['phases']
    const call = world.stripe.subscriptionSchedules.update(schedule.id, { phases })
    await rejected(call, invalid({ code: 'parameter_unknown', param: 'phases[0][iterations]' }))
  }),
  claim('is listed for its customer', 'N23 SubscriptionScheduleListParams', async (world) => {
    const { schedule, customer } = await scheduled(world)
    const { data } = await world.stripe.subscriptionSchedules.list({ customer: customer.id })
    same(
      data.map(({ id }) => id),
      [schedule.id],
    )
  }),
  claim('cannot be created from a canceled subscription', 'GK schedules', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id }), invalid())
    await rejected(world.stripe.subscriptionSchedules.create({ from_subscription: 'sub_none' }), missing())
  }),
  claim('expands its subscription', 'OAS-E x-expandableFields', async (world) => {
    const { schedule, subscription } = await scheduled(world)
    const { subscription: expanded } = await world.stripe.subscriptionSchedules.retrieve(schedule.id, {
      expand: ['subscription'],
    })
    has(expanded, { id: subscription.id, object: 'subscription' })
    must(schedule.created > 0, 'it has a creation time')
  }),
]
