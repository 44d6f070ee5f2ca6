import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { day, hour, itemOf } from '../world'

const documented = 'D: api/test_clocks; section 4.2 M'
const start = Date.UTC(2027, 0, 1) / 1000

export const testClocks: Case[] = [
  claim('is ready and expires in a week', documented, async (world) => {
    const made = await world.clock(start)
    has(made, {
      id: /^clock_/,
      object: 'test_helpers.test_clock',
      frozen_time: start,
      status: 'ready',
      livemode: false,
    })
    same(made.deletes_after, made.created + 604_800)
  }),
  claim('shows its target time while advancing', documented, async (world) => {
    const { id } = await world.clock(start)
    const advancing = await world.stripe.testHelpers.testClocks.advance(id, { frozen_time: start + day })
    has(advancing, { status: 'advancing', status_details: { advancing: { target_frozen_time: start + day } } })
  }),
  claim('reaches its target time', documented, async (world) => {
    const clock = await world.clock(start)
    await world.advance(clock, start + day)
    has(await world.stripe.testHelpers.testClocks.retrieve(clock.id), { status: 'ready', frozen_time: start + day })
  }),
  claim('only moves forward', documented, async (world) => {
    const { id } = await world.clock(start)
    for (const frozen_time of [start, start - day]) {
      await rejected(
        world.stripe.testHelpers.testClocks.advance(id, { frozen_time }),
        invalid({ param: 'frozen_time' }),
      )
    }
  }),
  claim('advances at most two years without a subscription', documented, async (world) => {
    const clock = await world.clock(start)
    const frozen_time = start + 740 * day
    await rejected(world.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time }), invalid())
    await world.advance(clock, start + 700 * day)
  }),
  claim('advances at most two intervals with a subscription', documented, async (world) => {
    const { clock } = await world.timed()
    const frozen_time = clock.frozen_time + 70 * day
    await rejected(world.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time }), invalid())
  }),
  claim('sets the time for its customers’ objects', documented, async (world) => {
    const clock = await world.clock(start)
    const customer = await world.customer('pm_card_visa', { test_clock: clock.id })
    same([customer.test_clock, customer.created], [clock.id, start])
    const subscription = await world.subscribe(customer, await world.price(1000))
    same(
      [subscription.test_clock, subscription.created, itemOf(subscription).current_period_start],
      [clock.id, start, start],
    )
  }),
  claim('does not affect other customers', documented, async (world) => {
    await world.clock(start)
    const { created } = await world.customer(null)
    must(Math.abs(created - Date.now() / 1000) < 300, 'the timestamp is the current time')
  }),
  claim('runs scheduled work at the right times', documented, async (world) => {
    const { subscription, clock } = await world.timed(1000, {}, 'pm_card_visa', start)
    await world.advance(clock, start + 59 * day)
    const { data } = await world.stripe.invoices.list({ subscription: subscription.id })
    const days = data.map(({ created }) => new Date(created * 1000).toISOString().slice(0, 10))
    same(days, ['2027-03-01', '2027-02-01', '2027-01-01'])
  }),
  claim('charges an hour after the period end', '3P: period end plus one hour; section 4.2 M', async (world) => {
    const { subscription, clock } = await world.timed()
    const end = itemOf(subscription).current_period_end
    await world.advance(clock, end)
    same((await world.latestInvoice(subscription)).status, 'draft')
    await world.advance(clock, end + hour + 60)
    same((await world.latestInvoice(subscription)).status, 'paid')
  }),
  claim('deletes its customers', documented, async (world) => {
    const { clock, customer, subscription } = await world.timed()
    has(await world.stripe.testHelpers.testClocks.del(clock.id), { id: clock.id, deleted: true })
    has(await world.stripe.customers.retrieve(customer.id), { deleted: true })
    must(subscription.id, 'the customer had a subscription')
    await rejected(world.stripe.testHelpers.testClocks.retrieve(clock.id), missing())
  }),
  claim('sends events', 'N23 Events: test_helpers.test_clock.*', async (world) => {
    const clock = await world.clock(start)
    await world.advance(clock, start + day)
    const types = ['created', 'advancing', 'ready'].map((name) => `test_helpers.test_clock.${name}`)
    const { data } = await world.stripe.events.list({ types, limit: 50 })
    const own = data
      .filter(({ data: { object } }) => (object as { id?: string }).id === clock.id)
      .map(({ type }) => type)
    if (world.target === 'local') same(own.reverse(), types)
  }),
  claim('lists its customers', 'N23 CustomerListParams.test_clock', async (world) => {
    const clock = await world.clock(start)
    const { id } = await world.customer(null, { test_clock: clock.id })
    same(
      (await world.stripe.customers.list({ test_clock: clock.id })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('accepts at most three customers', 'GK; section 4.2 M', async (world) => {
    const clock = await world.clock(start)
    for (let count = 0; count < 3; count++) await world.customer(null, { test_clock: clock.id })
    await rejected(world.customer(null, { test_clock: clock.id }), invalid())
  }),
]
