import type { Stored } from 'stripe-stand-in/engine'
import { retentionCoupon } from '@/lib/billing/plans'
import type { Random } from './random'
import type { StripeAccess } from './simulated-stripe'

/** The customer to change, and the prices they can buy. */
export type Subject = { stripe: StripeAccess; customer: string; prices: Record<string, string>; random: Random }

type OutsideChange = (subject: Subject) => unknown

const ended = new Set(['canceled', 'incomplete_expired'])
const cards = ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex']
/** Can be attached, but every charge is declined. */
const decliningCard = 'pm_card_chargeCustomerFail'
/** Can be attached, but the bank requires authentication for every charge. */
const authenticationCard = 'pm_card_authenticationRequired'

const live = ({ stripe, customer }: Subject) => stripe.subscriptions(customer).find((one) => !ended.has(one.status))
const invoices = ({ stripe, customer }: Subject) =>
  stripe.ctx.store.all('invoice').filter((one) => one.customer === customer)

/** Changes one live subscription. Does nothing if there is none or Stripe rejects the change. */
function change(params: (subject: Subject, subscription: Stored) => Record<string, unknown>): OutsideChange {
  return (subject) => {
    const subscription = live(subject)
    return (
      subscription &&
      subject.stripe.attempt('POST', `/v1/subscriptions/${subscription.id}`, params(subject, subscription))
    )
  }
}

function act(path: string): OutsideChange {
  return (subject) => {
    const subscription = live(subject)
    return subscription && subject.stripe.attempt('POST', `/v1/subscriptions/${subscription.id}/${path}`)
  }
}

/** Attaches a card and makes it the customer's default. */
export function giveCard({ stripe, customer }: Subject, token: string): Stored | null {
  const method = stripe.attempt('POST', `/v1/payment_methods/${token}/attach`, { customer })
  const settings = method && { invoice_settings: { default_payment_method: method.id } }
  return settings && stripe.attempt('POST', `/v1/customers/${customer}`, settings)
}

/** Creates a subscription outside Checkout, as the dashboard does. */
export function subscribe(subject: Subject): Stored | null {
  const { stripe, customer, prices, random } = subject
  giveCard(subject, random.pick(cards))
  const price = random.pick(Object.values(prices))
  const trial = random.chance(0.3) ? { trial_period_days: random.pick([2, 14]) } : {}
  const items = [{ price, quantity: 1 + random.below(3) }]
  return stripe.attempt('POST', '/v1/subscriptions', { customer, items, ...trial })
}

const charges = ({ stripe, customer }: Subject) =>
  stripe.ctx.store.all('charge').filter((one) => one.customer === customer && one.paid)

function refund(subject: Subject): unknown {
  const { stripe, random } = subject
  const paid = charges(subject)
  if (paid.length === 0) return null
  const part = random.chance(0.5) ? { amount: 100 } : {}
  return stripe.attempt('POST', '/v1/refunds', { charge: random.pick(paid).id, ...part })
}

function dispute(subject: Subject): unknown {
  const charge = charges(subject).findLast((one) => !one.disputed && !one.refunded)
  return charge && subject.stripe.attempt('POST', `/_internal/charges/${charge.id}/dispute`)
}

/** Decides a dispute. Losses are rarer than wins because a loss ends the subscription. */
function decideDispute({ stripe, customer, random }: Subject): unknown {
  const closed = new Set(['won', 'lost'])
  const open = stripe.ctx.store.all('dispute').find((one) => one._customer === customer && !closed.has(one.status))
  const status = random.chance(0.4) ? 'lost' : 'won'
  return open && stripe.attempt('POST', `/_internal/disputes/${open.id}/decide`, { status })
}

/** Confirms or rejects a payment that requires authentication. */
function authenticate({ stripe, customer, random }: Subject): unknown {
  const intent = stripe.ctx.store
    .all('payment_intent')
    .findLast((one) => one.customer === customer && one.status === 'requires_action')
  const outcome = random.chance(0.7) ? 'succeed' : 'fail'
  return intent && stripe.attempt('POST', `/_internal/intents/${intent.id}/authenticate`, { outcome })
}

/** Changes made outside the app: in the dashboard, through the API, or by another system. */
export const outsideChanges = {
  subscribe: (subject) => (live(subject) ? null : subscribe(subject)),
  subscribeTwice: subscribe,
  changePlan: change(({ prices, random }, { items }) => ({
    items: [{ id: items.data[0].id, price: random.pick(Object.values(prices)) }],
    proration_behavior: random.pick(['always_invoice', 'create_prorations', 'none']),
  })),
  changeIfPaid: change(({ prices, random }, { items }) => ({
    items: [{ id: items.data[0].id, price: random.pick(Object.values(prices)), quantity: 1 + random.below(4) }],
    proration_behavior: 'always_invoice',
    payment_behavior: 'pending_if_incomplete',
  })),
  changeQuantity: change(({ random }, { items }) => ({
    items: [{ id: items.data[0].id, quantity: 1 + random.below(9) }],
  })),
  cancelAtPeriodEnd: change(({ random }) =>
    random.chance(0.5) ? { cancel_at: 'max_period_end' } : { cancel_at_period_end: true },
  ),
  keep: change((_, { cancel_at, cancel_at_period_end: atEnd }) =>
    cancel_at && !atEnd ? { cancel_at: '' } : { cancel_at_period_end: false },
  ),
  cancelNow: (subject) => {
    const subscription = live(subject)
    return subscription && subject.stripe.attempt('DELETE', `/v1/subscriptions/${subscription.id}`)
  },
  pauseCollection: change(() => ({ pause_collection: { behavior: 'void' } })),
  resumeCollection: change(() => ({ pause_collection: '' })),
  pause: act('pause'),
  resume: act('resume'),
  discount: change(() => ({ discounts: [{ coupon: retentionCoupon.id }] })),
  removeDiscount: change(() => ({ discounts: '' })),
  newCard: (subject) => giveCard(subject, subject.random.pick(cards)),
  decliningCard: (subject) => giveCard(subject, decliningCard),
  authenticationCard: (subject) => giveCard(subject, authenticationCard),
  authenticate,
  subscriptionCard: (subject) => {
    const { stripe, customer, random } = subject
    const token = random.pick([...cards, decliningCard, authenticationCard])
    const method = live(subject) && stripe.attempt('POST', `/v1/payment_methods/${token}/attach`, { customer })
    return method && change(() => ({ default_payment_method: method.id }))(subject)
  },
  details: ({ stripe, customer, random }) =>
    stripe.attempt('POST', `/v1/customers/${customer}`, { name: `Ada ${random.below(1000)}` }),
  payInvoice: (subject) => {
    const open = invoices(subject).find((one) => one.status === 'open')
    return open && subject.stripe.attempt('POST', `/v1/invoices/${open.id}/pay`)
  },
  voidInvoice: (subject) => {
    const open = invoices(subject).find((one) => one.status === 'open')
    return open && subject.stripe.attempt('POST', `/v1/invoices/${open.id}/void`)
  },
  refund,
  dispute,
  decideDispute,
  deleteCustomer: ({ stripe, customer }) => stripe.attempt('DELETE', `/v1/customers/${customer}`),
} satisfies Record<string, OutsideChange>

export type OutsideChangeName = keyof typeof outsideChanges

export const outsideChangeWeights: Record<OutsideChangeName, number> = {
  subscribe: 6,
  subscribeTwice: 0.4,
  changePlan: 8,
  changeIfPaid: 3,
  changeQuantity: 7,
  cancelAtPeriodEnd: 6,
  keep: 5,
  cancelNow: 3,
  pauseCollection: 2,
  resumeCollection: 2,
  pause: 1,
  resume: 1,
  discount: 3,
  removeDiscount: 1,
  newCard: 4,
  decliningCard: 3,
  authenticationCard: 3,
  authenticate: 4,
  subscriptionCard: 3,
  details: 3,
  payInvoice: 2,
  voidInvoice: 1,
  refund: 2,
  dispute: 2,
  decideDispute: 2,
  deleteCustomer: 0.4,
}
