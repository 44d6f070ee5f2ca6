import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { pause, type World } from '../world'

/** A charge of 10 dollars. */
async function charged(world: World, token = 'pm_card_visa') {
  const { customer, subscription } = await world.subscriber(1000, {}, token)
  const [charge] = (await world.stripe.charges.list({ customer: customer.id })).data
  must(charge, 'the customer was charged')
  return { customer, subscription, charge }
}

const observed = '3P pay-rails/pay: recorded'

export const balance: Case[] = [
  claim('increases by an invoice payment, less the fee', observed, async (world) => {
    const { charge } = await charged(world)
    const { balance_transaction: moved } = await world.stripe.charges.retrieve(charge.id, {
      expand: ['balance_transaction'],
    })
    const fee = { fee: 59, net: 941, fee_details: [{ amount: 59, type: 'stripe_fee' }] }
    const kind = { object: 'balance_transaction', type: 'charge', reporting_category: 'charge', source: charge.id }
    has(moved, { ...kind, ...fee, id: /^txn_/, amount: 1000, description: 'Subscription creation', status: 'pending' })
  }),
  claim('changes after the response if the capture is asynchronous', observed, async (world) => {
    const { id: customer } = await world.customer(null)
    const watch = await world.watch(customer)
    const paid = { confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'] }
    const fields = { amount: 1200, currency: 'usd', customer, ...paid, expand: ['latest_charge'] }
    const { capture_method, latest_charge } = await world.stripe.paymentIntents.create(fields)
    same(capture_method, 'automatic_async')
    has(latest_charge, { captured: true, balance_transaction: null })
    await watch.changed('charge.updated', { balance_transaction: null })
    has((await watch.only('charge.updated')).data.object, { balance_transaction: /^txn_/ })
  }),
  claim('does not change until an authorized payment is captured', 'N23 capture_method=manual', async (world) => {
    const paid = { confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'] }
    const fields = { amount: 1200, currency: 'usd', ...paid, capture_method: 'manual' as const }
    const { id, latest_charge } = await world.stripe.paymentIntents.create(fields)
    const read = () => world.stripe.charges.retrieve(String(latest_charge))
    has(await read(), { captured: false, balance_transaction: null })
    await world.stripe.paymentIntents.capture(id)
    has(await read(), { captured: true, balance_transaction: /^txn_/ })
  }),
  claim('decreases by a refund, and the fee is not returned', observed, async (world) => {
    const { charge } = await charged(world)
    const { id, balance_transaction: moved } = await world.stripe.refunds.create({ charge: charge.id, amount: 300 })
    const fields = { type: 'refund', amount: -300, fee: 0, net: -300, fee_details: [], source: id }
    has(await world.stripe.balanceTransactions.retrieve(String(moved)), fields)
    has((await world.stripe.balanceTransactions.list({ source: id })).data, [{ id: moved }])
  }),
]

export const refunds: Case[] = [
  claim('returns the full amount', 'N23 Refunds', async (world) => {
    const { charge, customer } = await charged(world)
    const watch = await world.watch(customer.id)
    const refund = await world.stripe.refunds.create({ charge: charge.id })
    has(refund, { id: /^re_/, object: 'refund', amount: 1000, charge: charge.id, currency: 'usd', status: 'succeeded' })
    const after = await world.stripe.charges.retrieve(charge.id, { expand: ['refunds'] })
    has(after, { refunded: true, amount_refunded: 1000, refunds: { total_count: 1, data: [{ id: refund.id }] } })
    must((await watch.types()).includes('charge.refunded'), 'an event is sent')
  }),
  claim('returns part of the amount', 'N23 RefundCreateParams.amount', async (world) => {
    const { charge } = await charged(world)
    has(await world.stripe.refunds.create({ charge: charge.id, amount: 300 }), { amount: 300 })
    has(await world.stripe.charges.retrieve(charge.id), { refunded: false, amount_refunded: 300 })
    has(await world.stripe.refunds.create({ charge: charge.id }), { amount: 700 })
  }),
  claim('cannot exceed the payment', 'GK refunds', async (world) => {
    const { charge } = await charged(world)
    await rejected(world.stripe.refunds.create({ charge: charge.id, amount: 1001 }), invalid())
  }),
  claim('returns the full amount only once', 'GK charge_already_refunded', async (world) => {
    const { charge } = await charged(world)
    await world.stripe.refunds.create({ charge: charge.id })
    await rejected(world.stripe.refunds.create({ charge: charge.id }), invalid({ code: 'charge_already_refunded' }))
  }),
  claim('can reference the payment intent', 'N23 RefundCreateParams.payment_intent', async (world) => {
    const { charge } = await charged(world)
    const refund = await world.stripe.refunds.create({
      payment_intent: String(charge.payment_intent),
      reason: 'duplicate',
    })
    has(refund, { charge: charge.id, reason: 'duplicate' })
  }),
  claim('does not change the invoice or subscription', 'GK refunds', async (world) => {
    const { charge, subscription } = await charged(world)
    await world.stripe.refunds.create({ charge: charge.id })
    same(
      [(await world.reread(subscription)).status, (await world.latestInvoice(subscription)).status],
      ['active', 'paid'],
    )
  }),
  claim('is listed for its charge', 'N23 RefundListParams', async (world) => {
    const { charge } = await charged(world)
    const { id } = await world.stripe.refunds.create({ charge: charge.id })
    same(
      (await world.stripe.refunds.list({ charge: charge.id })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('needs an existing charge', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.refunds.create({ charge: 'ch_none' }), missing('charge'))
  }),
  claim('is not possible for a declined card', 'GK refunds', async (world) => {
    const { charge } = await charged(world, 'pm_card_chargeCustomerFail')
    await rejected(world.stripe.refunds.create({ charge: charge.id }), invalid())
  }),
]

/** A disputed charge, created with the dispute test card. */
async function disputed(world: World) {
  const made = await charged(world, 'pm_card_createDispute')
  for (let tries = 0; tries < 20; tries++) {
    const [dispute] = (await world.stripe.disputes.list({ charge: made.charge.id })).data
    if (dispute) return { ...made, dispute }
    await pause(1000)
  }
  throw new Error('there is no dispute')
}

export const disputes: Case[] = [
  claim('is created with its test card', 'D: testing.md 4000000000000259; section 6', async (world) => {
    const { dispute, charge } = await disputed(world)
    has(dispute, { object: 'dispute', charge: charge.id, amount: 1000, reason: 'fraudulent', status: 'needs_response' })
    has(await world.stripe.charges.retrieve(charge.id), { disputed: true, paid: true })
  }),
  claim('does not cancel the subscription', 'section 5: payment_disputed is a setting', async (world) => {
    const { subscription } = await disputed(world)
    same((await world.reread(subscription)).status, 'active')
  }),
  claim('can be accepted', 'N23 Disputes.close', async (world) => {
    const { dispute } = await disputed(world)
    has(await world.stripe.disputes.close(dispute.id), { status: 'lost' })
  }),
  claim('prevents a refund of its charge', 'GK charge_disputed', async (world) => {
    const { charge } = await disputed(world)
    await rejected(world.stripe.refunds.create({ charge: charge.id }), invalid())
  }),
]
