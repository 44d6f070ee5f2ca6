import { type Case, claim, page } from '../case'
import { declined, has, invalid, must, rejected, same } from '../expectations'
import { authenticate } from '../open-page'

export const setupIntents: Case[] = [
  claim('waits for a card', 'N23 SetupIntents', async (world) => {
    const { id: customer } = await world.customer(null)
    const intent = await world.stripe.setupIntents.create({ customer })
    has(intent, { id: /^seti_/, status: 'requires_payment_method', usage: 'off_session', client_secret: /_secret_/ })
  }),
  claim('saves a card immediately', 'N23 SetupIntents', async (world) => {
    const { id: customer } = await world.customer(null)
    const watch = await world.watch(customer)
    const fields = { customer, payment_method: 'pm_card_visa', confirm: true, allowed_payment_method_types: ['card'] }
    has(await world.stripe.setupIntents.create(fields), { status: 'succeeded', customer })
    same((await world.stripe.customers.listPaymentMethods(customer)).data.length, 1)
    await watch.saw('setup_intent.created', 'setup_intent.succeeded', 'payment_method.attached')
  }),
  claim('requires authentication if the card needs it', 'D: testing.md 3D Secure; section 6', async (world) => {
    const { id: customer } = await world.customer(null)
    const fields = { customer, payment_method: 'pm_card_authenticationRequiredOnSetup', confirm: true }
    const intent = await world.stripe.setupIntents.create({ ...fields, allowed_payment_method_types: ['card'] })
    has(intent, { status: 'requires_action', next_action: (value: unknown) => value !== null })
  }),
  claim('fails if the card is declined', 'D: testing.md; section 6', async (world) => {
    const { id: customer } = await world.customer(null)
    const fields = { customer, payment_method: 'pm_card_visa_chargeDeclined', confirm: true }
    const call = world.stripe.setupIntents.create({ ...fields, allowed_payment_method_types: ['card'] })
    await rejected(call, declined('card_declined', 'generic_decline'))
  }),
  claim('is listed for its customer', 'N23 SetupIntentListParams', async (world) => {
    const { id: customer } = await world.customer(null)
    const { id } = await world.stripe.setupIntents.create({ customer })
    same(
      (await world.stripe.setupIntents.list({ customer })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('can be canceled', 'N23 SetupIntents.cancel', async (world) => {
    const { id } = await world.stripe.setupIntents.create({ customer: (await world.customer(null)).id })
    has(await world.stripe.setupIntents.cancel(id), { status: 'canceled' })
  }),
]

const method = { payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'], confirm: true }

export const paymentIntents: Case[] = [
  claim('is paid immediately', 'N23 PaymentIntents', async (world) => {
    const { id: customer } = await world.customer(null)
    const intent = await world.stripe.paymentIntents.create({ amount: 1200, currency: 'usd', customer, ...method })
    has(intent, { id: /^pi_/, status: 'succeeded', amount_received: 1200, latest_charge: /^ch_/ })
  }),
  claim('needs an amount', '3P pay-rails/pay: recorded', async ({ stripe }) => {
    const fields = { code: 'parameter_invalid_integer', param: 'amount', message: /use a Setup Intent instead/ }
    await rejected(stripe.paymentIntents.create({ amount: 0, currency: 'usd' }), invalid(fields))
  }),
  claim('fails with the decline code', 'D: testing.md; section 6', async (world) => {
    const { id: customer } = await world.customer('pm_card_chargeCustomerFail')
    const [card] = (await world.stripe.customers.listPaymentMethods(customer)).data
    must(card, 'the customer has a card')
    const fields = { amount: 1200, currency: 'usd', customer, payment_method: card.id, confirm: true }
    const call = world.stripe.paymentIntents.create({ ...fields, allowed_payment_method_types: ['card'] })
    const error = await rejected(call, declined('card_declined', 'generic_decline'))
    has(error.payment_intent, { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } })
  }),
  claim(
    'fails if authentication is required and error_on_requires_action is set',
    'D: upgrade-to-handle-actions',
    async (world) => {
      const { id: customer } = await world.customer('pm_card_authenticationRequired')
      const [card] = (await world.stripe.customers.listPaymentMethods(customer)).data
      const fields = { ...method, amount: 1200, currency: 'usd', customer, error_on_requires_action: true }
      const call = world.stripe.paymentIntents.create({ ...fields, payment_method: card?.id })
      const error = await rejected(call, declined('authentication_required', 'authentication_not_handled'))
      must(!('charge' in (error.raw as object)), 'there is no charge')
      const last_payment_error = { code: 'authentication_required', doc_url: /authentication-required$/ }
      has(error.payment_intent, { status: 'requires_payment_method', last_payment_error })
    },
  ),
  claim('has no invoice field but is in the invoice payments', 'N23 CHANGELOG 18.0.0', async (world) => {
    const { subscription } = await world.subscriber()
    const invoice = await world.latestInvoice(subscription)
    const [payment] = (await world.stripe.invoicePayments.list({ invoice: invoice.id })).data
    const id = String(payment?.payment.payment_intent)
    const intent = await world.stripe.paymentIntents.retrieve(id)
    must(!('invoice' in intent), 'a payment intent has no invoice')
    const byIntent = { payment: { type: 'payment_intent', payment_intent: id } } as const
    has((await world.stripe.invoicePayments.list(byIntent)).data, [{ invoice: invoice.id }])
  }),
  claim('references the subscription invoice that it pays', '3P pay-rails/pay: recorded', async (world) => {
    const { customer, subscription } = await world.subscriber()
    const [intent] = (await world.stripe.paymentIntents.list({ customer: customer.id })).data
    const order = intent?.payment_details?.order_reference
    must(order && String(subscription.latest_invoice).startsWith(order), 'the order reference is the invoice ID')
    has(intent, { capture_method: 'automatic', amount_details: { tip: {} } })
  }),
  claim('is listed for its customer', 'N23 PaymentIntentListParams', async (world) => {
    const { customer } = await world.subscriber()
    has((await world.stripe.paymentIntents.list({ customer: customer.id })).data, [
      { status: 'succeeded', amount: 1000 },
    ])
  }),
  claim('has a charge with the card', 'N23 Charges', async (world) => {
    const { customer } = await world.subscriber()
    const [charge] = (await world.stripe.charges.list({ customer: customer.id })).data
    const card = { last4: '4242', checks: { cvc_check: 'pass' }, network_token: { used: false } }
    has(charge, { amount: 1000, paid: true, captured: true, payment_method_details: { card } })
  }),
  page('is paid after authentication', 'D: testing.md 3D Secure; section 6', async (world) => {
    const { subscription } = await world.subscriber(1000, {}, 'pm_card_authenticationRequired')
    same(subscription.status, 'incomplete')
    await authenticate(world, subscription, 'succeed')
    same((await world.reread(subscription)).status, 'active')
  }),
  page('leaves the invoice open if authentication fails', 'D: testing.md 3D Secure; section 6', async (world) => {
    const { subscription } = await world.subscriber(1000, {}, 'pm_card_authenticationRequired')
    await authenticate(world, subscription, 'fail')
    same((await world.reread(subscription)).status, 'incomplete')
    same((await world.latestInvoice(subscription)).status, 'open')
  }),
]
