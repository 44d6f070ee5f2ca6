import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { day, itemOf } from '../world'

const pausing = 'D: changelog/endive/2026-09-30/pause-subscription; section 5'

export const pausingAndResuming: Case[] = [
  claim('sets the status and reason', pausing, async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.pause(subscription.id)
    same(after.status, 'paused')
    has(after, { status_details: { paused: { subscription: { type: 'pause_requested' } } } })
    must((await watch.types()).includes('customer.subscription.paused'), 'an event reports the pause')
    await watch.changed('customer.subscription.updated', { status: 'active' })
  }),
  claim('is rejected in classic billing mode', `${pausing}: flexible mode only`, async (world) => {
    const { subscription } = await world.subscriber(1000, { billing_mode: { type: 'classic' } })
    await rejected(world.stripe.subscriptions.pause(subscription.id), invalid())
  }),
  claim('is rejected with a schedule', `${pausing}: not with a schedule`, async (world) => {
    const { subscription } = await world.subscriber()
    const { id } = await world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
    world.later(() => world.stripe.subscriptionSchedules.release(id))
    await rejected(world.stripe.subscriptions.pause(subscription.id), invalid())
  }),
  claim('is rejected for a canceled subscription', 'section 5', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(world.stripe.subscriptions.pause(subscription.id), invalid())
  }),
  claim('is rejected for a subscription that is already paused', 'section 5', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.pause(subscription.id)
    await rejected(world.stripe.subscriptions.pause(subscription.id), invalid())
  }),
  claim('credits the unused time to the next invoice', 'N23 bill_for: defaults to now', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, start + (end - start) / 2)
    await world.stripe.subscriptions.pause(subscription.id)
    const { data } = await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })
    has(data, [{ amount: -500, proration: true }])
  }),
  claim('can skip the credit', 'N23 bill_for.unused_time_from', async (world) => {
    const { subscription, customer } = await world.subscriber()
    await world.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } })
    same((await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })).data, [])
  }),
  claim('can credit the whole period', 'N23 bill_for.unused_time_from', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    await world.advance(clock, clock.frozen_time + 10 * day)
    const bill_for = { unused_time_from: { type: 'item_current_period_start' } } as const
    await world.stripe.subscriptions.pause(subscription.id, { bill_for })
    has((await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })).data, [{ amount: -1000 }])
  }),
  claim('creates no invoices until it ends', 'section 5: paused = no service', async (world) => {
    const { subscription, clock } = await world.timed()
    await world.stripe.subscriptions.pause(subscription.id)
    await world.advance(clock, itemOf(subscription).current_period_end + 2 * day)
    same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
    same((await world.reread(subscription)).status, 'paused')
  }),
  claim('resumes with a new paid period', 'N23 SubscriptionResumeParams; section 5', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    await world.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } })
    const now = clock.frozen_time + 10 * day
    await world.advance(clock, now)
    const watch = await world.watch(customer.id)
    const after = await world.stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type: 'now' } })
    same([after.status, itemOf(after).current_period_start], ['active', now])
    has(await world.latestInvoice(after), { total: 1000, status: 'paid' })
    must((await watch.types()).includes('customer.subscription.resumed'), 'an event reports the resumption')
    must(!('status_details' in after) || !after.status_details?.paused, 'the pause is cleared')
  }),
  claim('resumes with its credit', 'N23 resume', async (world) => {
    const { subscription, clock } = await world.timed()
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, start + (end - start) / 2)
    await world.stripe.subscriptions.pause(subscription.id)
    const after = await world.stripe.subscriptions.resume(subscription.id)
    has(await world.latestInvoice(after), { total: 500, status: 'paid' })
  }),
  claim(
    'is past due if the resume payment fails',
    'section 5: resume_on_payment_attempt is the default',
    async (world) => {
      const { subscription, customer } = await world.subscriber()
      await world.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } })
      const { id: bad } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
        customer: customer.id,
      })
      await world.stripe.subscriptions.update(subscription.id, { default_payment_method: bad })
      same((await world.stripe.subscriptions.resume(subscription.id)).status, 'past_due')
    },
  ),
  claim('can stay paused until it is paid', 'section 5: resume_on_payment_success', async (world) => {
    const { subscription, customer } = await world.subscriber()
    await world.stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } })
    const { id: bad } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    })
    await world.stripe.subscriptions.update(subscription.id, { default_payment_method: bad })
    const behavior = { payment_behavior: 'resume_on_payment_success' } as const
    same((await world.stripe.subscriptions.resume(subscription.id, behavior)).status, 'paused')
  }),
  claim('cannot resume if it is not paused', 'GK resume', async (world) => {
    const { subscription } = await world.subscriber()
    await rejected(world.stripe.subscriptions.resume(subscription.id), invalid())
  }),
  claim('rejects a string billing cycle on resume', 'section 0.5', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.pause(subscription.id)
    const billing_cycle_anchor = 'now' as unknown as { type: 'now' }
    await rejected(world.stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor }), invalid())
  }),
  claim('allows cancellation while paused', 'section 5', async (world) => {
    const { subscription } = await world.subscriber()
    await world.stripe.subscriptions.pause(subscription.id)
    same((await world.stripe.subscriptions.cancel(subscription.id)).status, 'canceled')
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.subscriptions.pause('sub_none'), missing())
  }),
]
