import { type Case, claim } from '../case'
import { has, invalid, must, rejected, same } from '../expectations'
import { day, hour, itemOf } from '../world'

const compare = 'D: billing-mode/compare 2026-04-30; section 3.2'
const classic = { billing_mode: { type: 'classic' } } as const

export const billingMode: Case[] = [
  claim('is flexible by default', 'D: billing-mode 2026-05-13; section 3.1', async (world) => {
    const { subscription } = await world.subscriber()
    has(subscription.billing_mode, { type: 'flexible', flexible: { proration_discounts: 'included' } })
  }),
  claim('can be classic', 'D: billing-mode 2026-05-13', async (world) => {
    has((await world.subscriber(1000, classic)).subscription.billing_mode, { type: 'classic' })
  }),
  claim('can itemize discounts', 'N23 proration_discounts=itemized', async (world) => {
    const billing_mode = { type: 'flexible', flexible: { proration_discounts: 'itemized' } } as const
    has((await world.subscriber(1000, { billing_mode })).subscription, { billing_mode })
  }),
  claim('cannot change from flexible back to classic', 'N23 migrate; section 3.1: irreversible', async (world) => {
    const { subscription } = await world.subscriber(1000, classic)
    const flexible = { billing_mode: { type: 'flexible' } } as const
    has(await world.stripe.subscriptions.migrate(subscription.id, flexible), { billing_mode: { type: 'flexible' } })
    const back = { billing_mode: { type: 'classic' } } as unknown as typeof flexible
    await rejected(world.stripe.subscriptions.migrate(subscription.id, back), invalid())
  }),
  claim('classic: the end date follows the period', compare, async (world) => {
    const { subscription } = await world.subscriber(1000, classic)
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    has(after, { cancel_at_period_end: true, cancel_at: itemOf(after).current_period_end })
  }),
  claim('flexible: the end date stays the same', `${compare}: does not follow`, async (world) => {
    const { subscription, clock } = await world.timed()
    const end = itemOf(subscription).current_period_end
    await world.stripe.subscriptions.update(subscription.id, { cancel_at: end })
    await world.advance(clock, clock.frozen_time + 5 * day)
    const change = { billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' } as const
    const after = await world.stripe.subscriptions.update(subscription.id, change)
    must(itemOf(after).current_period_end > end, 'the period changed')
    same(after.cancel_at, end)
  }),
  claim('classic: a trial line has the product name', `${compare}: trial line text`, async (world) => {
    const { subscription } = await world.subscriber(1000, { ...classic, trial_period_days: 14 })
    has((await world.latestInvoice(subscription)).lines.data, [{ amount: 0, description: /^Trial period for / }])
  }),
  claim('flexible: a trial line has the quantity', `${compare}: trial line text`, async (world) => {
    const { subscription } = await world.subscriber(1000, { trial_period_days: 14 })
    has((await world.latestInvoice(subscription)).lines.data, [
      {
        amount: 0,
        description: /^Free trial for 1 × /,
        pricing: { unit_amount_decimal: (value: unknown) => String(value) === '0' },
      },
    ])
  }),
  claim('classic: an end date shortens the trial', `${compare}: cancel_at vs trial`, async (world) => {
    const { subscription } = await world.subscriber(1000, { ...classic, trial_period_days: 14 })
    const cancel_at = subscription.created + 7 * day
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at })
    same([after.cancel_at, after.trial_end], [cancel_at, cancel_at])
  }),
  claim('flexible: an end date does not shorten the trial', `${compare}: cancel_at vs trial`, async (world) => {
    const { subscription } = await world.subscriber(1000, { trial_period_days: 14 })
    const cancel_at = subscription.created + 7 * day
    const after = await world.stripe.subscriptions.update(subscription.id, { cancel_at })
    same([after.cancel_at, after.trial_end], [cancel_at, subscription.trial_end])
  }),
  claim('classic: a new interval resets the billing cycle', `${compare}: interval change`, async (world) => {
    const { subscription, clock } = await world.timed(1000, classic)
    const now = clock.frozen_time + 10 * day
    await world.advance(clock, now)
    const year = await world.price(10_000, { recurring: { interval: 'year' } })
    const items = [{ id: itemOf(subscription).id, price: year.id }]
    const after = await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
    same(after.billing_cycle_anchor, now)
  }),
  claim('flexible: a new interval keeps the billing anchor', `${compare}: interval change`, async (world) => {
    const { subscription, clock } = await world.timed()
    await world.advance(clock, clock.frozen_time + 10 * day)
    const year = await world.price(10_000, { recurring: { interval: 'year' } })
    const items = [{ id: itemOf(subscription).id, price: year.id }]
    const after = await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
    same(after.billing_cycle_anchor, subscription.billing_cycle_anchor)
    same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
  }),
  claim(
    'classic: all items share an interval',
    'D: changelog/basil/2025-07-30/support-mixed-intervals',
    async (world) => {
      const customer = await world.customer()
      const prices = [await world.price(1000), await world.price(9000, { recurring: { interval: 'year' } })]
      await rejected(world.subscribe(customer, prices, classic), invalid())
      const { items } = await world.subscribe(customer, prices)
      const [first, second] = items.data.map((item) => item.current_period_end)
      must(first && second && first < second, 'flexible: each item has its own period')
    },
  ),
  claim('both modes renew the same way', compare, async (world) => {
    for (const type of ['classic', 'flexible'] as const) {
      const { subscription, clock } = await world.timed(1000, { billing_mode: { type } })
      await world.advance(clock, itemOf(subscription).current_period_end + 2 * hour)
      has(await world.latestInvoice(subscription), {
        billing_reason: 'subscription_cycle',
        total: 1000,
        status: 'paid',
      })
    }
  }),
]
