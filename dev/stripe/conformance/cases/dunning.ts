import { type Case, claim, locally } from '../case'
import { has, must, same } from '../expectations'
import { day, hour, idOf, itemOf, type World } from '../world'

const failure = 'section 4.2 F'

/** A subscription with a failing renewal, because its new card cannot be charged. */
async function failing(world: World) {
  const made = await world.timed()
  const { id: bad } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: made.customer.id,
  })
  await world.stripe.customers.update(made.customer.id, { invoice_settings: { default_payment_method: bad } })
  const watch = await world.watch(made.customer.id)
  const end = itemOf(made.subscription).current_period_end
  const renew = () => world.advance(made.clock, end + 2 * hour)
  const goodCard = async () => {
    const { id } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: made.customer.id })
    await world.stripe.customers.update(made.customer.id, { invoice_settings: { default_payment_method: id } })
    return id
  }
  return { ...made, watch, end, renew, goodCard }
}

export const renewals: Case[] = [
  claim('starts a new period and bills it', 'section 4.2 E', async (world) => {
    const { subscription, clock } = await world.timed()
    const { current_period_end: end } = itemOf(subscription)
    await world.advance(clock, end + 2 * hour)
    const after = await world.reread(subscription)
    same([after.status, itemOf(after).current_period_start], ['active', end])
    has(await world.latestInvoice(after), { billing_reason: 'subscription_cycle', status: 'paid', total: 1000 })
  }),
  claim(
    'has an invoice that stays a draft for about an hour',
    'D: billing/subscriptions/webhooks; section 4.1',
    async (world) => {
      const { subscription, clock } = await world.timed()
      const { current_period_end: end } = itemOf(subscription)
      await world.advance(clock, end + hour / 2)
      has(await world.latestInvoice(subscription), { status: 'draft', billing_reason: 'subscription_cycle' })
      same((await world.reread(subscription)).status, 'active')
      await world.advance(clock, end + 2 * hour)
      same((await world.latestInvoice(subscription)).status, 'paid')
    },
  ),
  claim('sends events in this order', 'section 4.2 E', async (world) => {
    const { subscription, clock, customer } = await world.timed()
    const watch = await world.watch(customer.id)
    await world.advance(clock, itemOf(subscription).current_period_end + 2 * hour)
    const order = [
      'customer.subscription.updated',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ]
    same(
      (await watch.types()).filter((type) => order.includes(type)),
      order,
    )
    const { items, latest_invoice } = subscription
    const [item] = items.data
    const previous = { latest_invoice, items: { data: [{ current_period_end: item?.current_period_end }] } }
    await watch.changed('customer.subscription.updated', previous)
  }),
  claim('sends an event in advance', 'section 4.2 E: invoice.upcoming', async (world) => {
    const { subscription, clock, customer } = await world.timed()
    const watch = await world.watch(customer.id)
    await world.advance(clock, itemOf(subscription).current_period_end - hour)
    must((await watch.types()).includes('invoice.upcoming'), 'the event was sent')
    must(!('id' in (await watch.only('invoice.upcoming')).data.object), 'a preview has no ID')
  }),
  claim(
    'is on the same day each month, or on the last day of a shorter month',
    'GK anchors at month ends',
    async (world) => {
      const start = Date.UTC(2027, 0, 31, 12) / 1000
      const { subscription, clock } = await world.timed(1000, {}, 'pm_card_visa', start)
      const ends: string[] = []
      for (let month = 0; month < 3; month++) {
        const { current_period_end: end } = itemOf(await world.reread(subscription))
        ends.push(new Date(end * 1000).toISOString().slice(0, 10))
        await world.advance(clock, end + 2 * hour)
      }
      same(ends, ['2027-02-28', '2027-03-31', '2027-04-30'])
    },
  ),
  claim('from a leap day is on February 28 in other years', 'GK anchors at leap days', async (world) => {
    const start = Date.UTC(2028, 1, 29, 12) / 1000
    const clock = await world.clock(start)
    const customer = await world.customer('pm_card_visa', { test_clock: clock.id })
    const yearly = await world.price(10_000, { recurring: { interval: 'year' } })
    const made = await world.subscribe(customer, yearly)
    const end = itemOf(made).current_period_end
    same(new Date(end * 1000).toISOString().slice(0, 10), '2029-02-28')
    await world.advance(clock, end + 2 * hour)
    same(new Date(itemOf(await world.reread(made)).current_period_end * 1000).toISOString().slice(0, 10), '2030-02-28')
  }),
  claim('happens once per period', 'section 4.2 M', async (world) => {
    const { subscription, clock } = await world.timed(1000, {}, 'pm_card_visa', Date.UTC(2027, 0, 1) / 1000)
    await world.advanceBy(clock, clock.frozen_time, Date.UTC(2027, 5, 1, 4) / 1000)
    const { data } = await world.stripe.invoices.list({ subscription: subscription.id })
    same([data.length, data.every(({ status }) => status === 'paid')], [6, true])
  }),
]

export const dunning: Case[] = [
  claim('a failed renewal makes the subscription past due', `${failure}; section 5`, async (world) => {
    const { renew, subscription } = await failing(world)
    await renew()
    same((await world.reread(subscription)).status, 'past_due')
    const invoice = await world.latestInvoice(subscription)
    has(invoice, { status: 'open', attempted: true, attempt_count: 1, amount_remaining: 1000 })
    must(invoice.next_payment_attempt, 'another attempt is scheduled')
  }),
  claim('sends events in this order', failure, async (world) => {
    const { renew, watch } = await failing(world)
    await renew()
    const order = ['invoice.finalized', 'charge.failed', 'payment_intent.payment_failed', 'invoice.payment_failed']
    const types = await watch.types()
    same(
      types.filter((type) => order.includes(type)),
      order,
    )
    const last = (await watch.events()).filter(({ type }) => type === 'customer.subscription.updated').at(-1)
    has(last?.data, { object: { status: 'past_due' }, previous_attributes: { status: 'active' } })
  }),
  claim('is retried automatically', failure, async (world) => {
    const { renew, subscription, clock, watch } = await failing(world)
    await renew()
    const { next_payment_attempt: next } = await world.latestInvoice(subscription)
    await world.advance(clock, (next ?? 0) + hour)
    same((await world.latestInvoice(subscription)).attempt_count, 2)
    const types = await watch.types()
    same(types.filter((type) => type === 'invoice.payment_failed').length, 2)
    must(types.includes('invoice.updated'), 'an event reports the invoice update')
  }),
  claim('is paid with another card at the next attempt', `${failure}; section 5: past_due → active`, async (world) => {
    const { renew, subscription, clock, goodCard } = await failing(world)
    await renew()
    await goodCard()
    const { next_payment_attempt: next } = await world.latestInvoice(subscription)
    await world.advance(clock, (next ?? 0) + hour)
    same((await world.reread(subscription)).status, 'active')
    same((await world.latestInvoice(subscription)).status, 'paid')
  }),
  claim(
    'is resolved by paying the latest invoice',
    'section 9: recover by paying the latest invoice',
    async (world) => {
      const { renew, subscription, goodCard, customer } = await failing(world)
      await renew()
      await goodCard()
      const watch = await world.watch(customer.id)
      await world.stripe.invoices.pay(idOf((await world.reread(subscription)).latest_invoice))
      same((await world.reread(subscription)).status, 'active')
      await watch.changed('customer.subscription.updated', { status: 'past_due' })
    },
  ),
  claim(
    'is not resolved by a new customer default when the subscription has its own',
    'D: smart-retries; section 4.2 H',
    async (world) => {
      const { renew, subscription, clock, goodCard, customer } = await failing(world)
      const [bad] = (await world.stripe.customers.listPaymentMethods(customer.id)).data.filter(
        ({ card }) => card?.last4 === '0341',
      )
      await world.stripe.subscriptions.update(subscription.id, { default_payment_method: bad?.id })
      await renew()
      await goodCard()
      const { next_payment_attempt: next } = await world.latestInvoice(subscription)
      await world.advance(clock, (next ?? 0) + hour)
      same((await world.reread(subscription)).status, 'past_due')
    },
  ),
  claim('ends when the invoice is marked uncollectible', 'section 5: marked uncollectible → active', async (world) => {
    const { renew, subscription } = await failing(world)
    await renew()
    await world.stripe.invoices.markUncollectible(idOf((await world.reread(subscription)).latest_invoice))
    same((await world.reread(subscription)).status, 'active')
  }),
  locally(
    'ends in cancellation by default in the stand-in',
    failure,
    'in Stripe, the final status and the retries are Dashboard settings',
    async (world) => {
      const { renew, subscription, clock, end, watch } = await failing(world)
      await renew()
      await world.advance(clock, end + 28 * day)
      has(await world.reread(subscription), { status: 'canceled', cancellation_details: { reason: 'payment_failed' } })
      must((await watch.types()).includes('customer.subscription.deleted'), 'an event reports the end')
    },
  ),
  claim(
    'asks the customer to authenticate if the bank requires it',
    'section 6: authentication_required on renewals',
    async (world) => {
      const { renew, subscription, customer, watch } = await failing(world)
      const { id } = await world.stripe.paymentMethods.attach('pm_card_authenticationRequired', {
        customer: customer.id,
      })
      await world.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
      await renew()
      same((await world.reread(subscription)).status, 'past_due')
      must((await watch.types()).includes('invoice.payment_action_required'), 'authentication is required')
    },
  ),
]
