import { type Case, claim } from '../case'
import { has, invalid, must, rejected, same } from '../expectations'
import { day, hour, itemOf, type World } from '../world'

const trial = { trial_period_days: 14 }

/** A trial without a card, on a clock. */
async function cardless(world: World, missing_payment_method: 'cancel' | 'create_invoice' | 'pause') {
  const trial_settings = { end_behavior: { missing_payment_method } }
  const made = await world.timed(1000, { ...trial, trial_settings }, null)
  const watch = await world.watch(made.customer.id)
  const end = made.subscription.trial_end ?? 0
  return { ...made, watch, end, finish: () => world.advance(made.clock, end + 2 * hour) }
}

export const trials: Case[] = [
  claim('starts with a zero invoice', 'section 4.2 B', async (world) => {
    const { subscription } = await world.subscriber(1000, trial)
    has(subscription, { status: 'trialing', trial_start: subscription.start_date })
    same(subscription.trial_end, subscription.start_date + 14 * day)
    has(await world.latestInvoice(subscription), { total: 0, status: 'paid', billing_reason: 'subscription_create' })
  }),
  claim('needs no card', 'section 5', async (world) => {
    const made = await world.subscribe(await world.customer(null), await world.price(1000), trial)
    same(made.status, 'trialing')
  }),
  claim('is the first period', 'GK trials', async (world) => {
    const { subscription } = await world.subscriber(1000, trial)
    same(itemOf(subscription).current_period_end, subscription.trial_end)
    same(subscription.billing_cycle_anchor, subscription.trial_end)
  }),
  claim('can be set by its end date', 'N23 trial_end', async (world) => {
    const trial_end = Math.floor(Date.now() / 1000) + 5 * day
    has((await world.subscriber(1000, { trial_end })).subscription, { status: 'trialing', trial_end })
  }),
  claim('can be skipped', 'N23 trial_end=now', async (world) => {
    has((await world.subscriber(1000, { trial_end: 'now' })).subscription, { status: 'active', trial_end: null })
  }),
  claim('cannot end in the past', 'GK timestamps', async (world) => {
    const trial_end = Math.floor(Date.now() / 1000) - day
    await rejected(world.subscriber(1000, { trial_end }), invalid({ param: 'trial_end' }))
  }),
  claim('sends an event three days before it ends', 'section 4.2 L', async (world) => {
    const { subscription, customer, clock } = await world.timed(1000, trial)
    const watch = await world.watch(customer.id)
    await world.advance(clock, clock.frozen_time + 10 * day)
    const reminders = async () => (await watch.types()).filter((type) => type.endsWith('trial_will_end')).length
    same(await reminders(), 0)
    await world.advance(clock, clock.frozen_time + 11 * day + hour)
    same(await reminders(), 1)
    same((await world.reread(subscription)).status, 'trialing')
  }),
  claim('sends the event immediately if it is shorter than three days', 'section 4.2 B', async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price, { trial_period_days: 2 })
    must((await watch.types()).includes('customer.subscription.trial_will_end'), 'the reminder was sent')
  }),
  claim('ends with a charge', 'section 5: trialing → active', async (world) => {
    const { subscription, customer, clock } = await world.timed(1000, trial)
    await world.advance(clock, clock.frozen_time + 14 * day + 2 * hour)
    same((await world.reread(subscription)).status, 'active')
    has(await world.latestInvoice(subscription), { total: 1000, status: 'paid', billing_reason: 'subscription_cycle' })
    must((await world.stripe.charges.list({ customer: customer.id })).data.length === 1, 'there is one charge')
  }),
  claim('makes the subscription past due if the charge fails', 'section 5: trialing → past_due', async (world) => {
    const { subscription, clock } = await world.timed(1000, trial, 'pm_card_chargeCustomerFail')
    await world.advance(clock, clock.frozen_time + 14 * day + 2 * hour)
    same((await world.reread(subscription)).status, 'past_due')
  }),
  claim('can end in cancellation if there is no card', 'section 5: missing_payment_method=cancel', async (world) => {
    const { finish, subscription, watch } = await cardless(world, 'cancel')
    await finish()
    same((await world.reread(subscription)).status, 'canceled')
    must((await watch.types()).includes('customer.subscription.deleted'), 'an event reports the end')
  }),
  claim('can end with a pause if there is no card', 'section 5: missing_payment_method=pause', async (world) => {
    const { finish, subscription, watch } = await cardless(world, 'pause')
    await finish()
    const after = await world.reread(subscription)
    has(after, {
      status: 'paused',
      status_details: { paused: { subscription: { type: 'trial_end_without_payment_method' } } },
    })
    must((await watch.types()).includes('customer.subscription.paused'), 'an event reports the pause')
  }),
  claim(
    'makes the subscription past due by default if there is no card',
    'section 5: missing_payment_method=create_invoice',
    async (world) => {
      const { finish, subscription } = await cardless(world, 'create_invoice')
      await finish()
      same((await world.reread(subscription)).status, 'past_due')
      same((await world.latestInvoice(subscription)).status, 'open')
    },
  ),
  claim('accepts a card before it ends', 'section 5', async (world) => {
    const { finish, subscription, customer } = await cardless(world, 'cancel')
    const { id } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await world.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
    await finish()
    same((await world.reread(subscription)).status, 'active')
  }),
  claim('can end early with a charge', 'N23 trial_end=now; section 4.2 I', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, trial)
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.update(subscription.id, { trial_end: 'now' })
    same(after.status, 'active')
    has(await world.latestInvoice(after), { total: 1000, status: 'paid' })
    must(
      (await watch.types()).includes('customer.subscription.trial_will_end'),
      'the reminder is sent when a trial ends early',
    )
  }),
  claim('can be extended', 'N23 trial_end', async (world) => {
    const { subscription } = await world.subscriber(1000, trial)
    const trial_end = (subscription.trial_end ?? 0) + 7 * day
    const change = { trial_end, proration_behavior: 'none' } as const
    const after = await world.stripe.subscriptions.update(subscription.id, change)
    same([after.status, after.trial_end, itemOf(after).current_period_end], ['trialing', trial_end, trial_end])
  }),
  claim('continues with another price', 'GK trials', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, trial)
    const items = [{ id: itemOf(subscription).id, price: (await world.price(3000)).id }]
    const after = await world.stripe.subscriptions.update(subscription.id, { items })
    same([after.status, after.trial_end], ['trialing', subscription.trial_end])
    const pending = await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })
    same(
      pending.data.filter(({ amount }) => amount !== 0),
      [],
    )
  }),
]
