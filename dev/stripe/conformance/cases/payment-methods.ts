import { type Case, claim, locally } from '../case'
import { declined, has, invalid, missing, rejected, same } from '../expectations'
import { idOf } from '../world'

const testing = 'D: testing.md; section 6'

const rejectedTokens: [string, string, string?][] = [
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error'],
]

const acceptedTokens: [string, string, string][] = [
  ['pm_card_visa', 'visa', '4242'],
  ['pm_card_mastercard', 'mastercard', '4444'],
  ['pm_card_amex', 'amex', '8431'],
  ['pm_card_discover', 'discover', '9424'],
  ['pm_card_chargeCustomerFail', 'visa', '0341'],
  ['pm_card_threeDSecure2Required', 'visa', '3220'],
  ['pm_card_authenticationRequired', 'visa', '3184'],
]

const noNumbers = 'Stripe only accepts card numbers from its own forms or approved accounts'
const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' }

const wrongCards: [string, Partial<typeof card>, string][] = [
  ['a mistyped number', { number: '4242424242424241' }, 'incorrect_number'],
  ['month 13', { exp_month: 13 }, 'invalid_expiry_month'],
  ['year 95', { exp_year: 95 }, 'invalid_expiry_year'],
  ['a two-digit security code', { cvc: '99' }, 'invalid_cvc'],
]

export const paymentMethods: Case[] = [
  ...acceptedTokens.map(([token, brand, last4]) =>
    claim(`${token} can be attached`, testing, async (world) => {
      const { id } = await world.customer(null)
      const method = await world.stripe.paymentMethods.attach(token, { customer: id })
      const card = { brand, last4, checks: { cvc_check: 'pass' } }
      has(method, { id: /^pm_/, object: 'payment_method', type: 'card', customer: id, card })
    }),
  ),
  ...rejectedTokens.map(([token, code, decline]) =>
    claim(`${token} cannot be attached`, `${testing}: attach itself errors`, async (world) => {
      const { id } = await world.customer(null)
      await rejected(world.stripe.paymentMethods.attach(token, { customer: id }), declined(code, decline))
      same((await world.stripe.customers.listPaymentMethods(id)).data, [])
    }),
  ),
  claim('a declined card has retry advice', '3P pay-rails/pay: recorded', async (world) => {
    const { id } = await world.customer(null)
    const fields = { ...declined('card_declined', 'generic_decline'), param: '' }
    const { raw } = await rejected(
      world.stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: id }),
      fields,
    )
    has(raw, { advice_code: 'try_again_later', network_decline_code: '01' })
  }),
  ...wrongCards.map(([what, wrong, code]) =>
    locally(`${what} is rejected`, testing, noNumbers, async ({ stripe }) => {
      await rejected(stripe.paymentMethods.create({ type: 'card', card: { ...card, ...wrong } }), declined(code))
    }),
  ),
  locally('a card number creates an unattached card', testing, noNumbers, async ({ stripe }) => {
    const method = await stripe.paymentMethods.create({ type: 'card', card })
    has(method, { customer: null, card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 } })
  }),
  claim('a token creates a new card each time', testing, async (world) => {
    const { id } = await world.customer(null)
    await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    same((await world.stripe.paymentMethods.list({ customer: id, type: 'card' })).data.length, 2)
  }),
  claim('cards with the same number share a fingerprint', 'N23 PaymentMethods', async (world) => {
    const { id } = await world.customer(null)
    const first = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    const second = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    same(first.card?.fingerprint, second.card?.fingerprint)
  }),
  claim('has the brand name and issuer country', '3P pay-rails/pay: recorded', async (world) => {
    const { id } = await world.customer(null)
    const cards = ['pm_card_amex', 'pm_card_authenticationRequired', 'pm_card_visa']
    const [amex, german, visa] = await Promise.all(
      cards.map((token) => world.stripe.paymentMethods.attach(token, { customer: id })),
    )
    has(amex?.card, { display_brand: 'american_express', country: 'US' })
    has(german?.card, { display_brand: 'visa', country: 'DE' })
    has(visa?.card, { display_brand: 'visa', country: 'US' })
  }),
  claim('attaching does not set the default', 'GK invoice settings', async (world) => {
    const { id } = await world.customer(null)
    await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    has(await world.stripe.customers.retrieve(id), { invoice_settings: { default_payment_method: null } })
  }),
  claim('attaching sends an event', 'D: integrate-customer-portal; section 4.2 H', async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    const { id: method } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    await watch.saw('payment_method.attached')
    has((await watch.only('payment_method.attached')).data.object, { id: method, customer: id })
  }),
  claim('a detached card is no longer the default', 'GK detach', async (world) => {
    const customer = await world.customer()
    const method = idOf(customer.invoice_settings.default_payment_method)
    has(await world.stripe.paymentMethods.detach(method), { id: method, customer: null })
    has(await world.stripe.customers.retrieve(customer.id), { invoice_settings: { default_payment_method: null } })
  }),
  claim('cannot be attached to a second customer', 'GK attach', async (world) => {
    const [first, second] = [await world.customer(), await world.customer(null)]
    const method = idOf(first.invoice_settings.default_payment_method)
    await rejected(world.stripe.paymentMethods.attach(method, { customer: second.id }), invalid())
  }),
  claim('cannot be detached if it is not attached', 'GK detach', async (world) => {
    const method = idOf((await world.customer()).invoice_settings.default_payment_method)
    await world.stripe.paymentMethods.detach(method)
    await rejected(world.stripe.paymentMethods.detach(method), invalid())
  }),
  claim('an unknown ID is not found', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.paymentMethods.retrieve('pm_none'), missing())
  }),
  claim('an unknown ID cannot be attached', '3P pay-rails/pay: recorded', async (world) => {
    const { id } = await world.customer(null)
    const message = /^No such PaymentMethod: 'invalid'; It's possible/
    const fields = { ...missing('payment_method'), message, statusCode: 404 }
    await rejected(world.stripe.paymentMethods.attach('invalid', { customer: id }), fields)
  }),
  claim('the address and expiration date can be updated', 'N23 PaymentMethodUpdateParams', async (world) => {
    const method = idOf((await world.customer()).invoice_settings.default_payment_method)
    const change = { billing_details: { name: 'Ada' }, card: { exp_month: 11, exp_year: 2035 } }
    const after = await world.stripe.paymentMethods.update(method, change)
    has(after, { billing_details: { name: 'Ada' }, card: { exp_month: 11, exp_year: 2035 } })
  }),
  claim('can be retrieved through the customer', 'N23 Customers.retrievePaymentMethod', async (world) => {
    const customer = await world.customer()
    const method = idOf(customer.invoice_settings.default_payment_method)
    has(await world.stripe.customers.retrievePaymentMethod(customer.id, method), { id: method })
  }),
]
