import type { Stored } from 'stripe-stand-in/engine'
import { retentionCoupon } from '@/lib/billing/plans'
import type { Counter } from './bank'
import type { Random } from './random'

/** The customer to change, and the prices they can buy. */
export type Subject = { bank: Counter; customer: string; prices: Record<string, string>; random: Random }

type Mutation = (subject: Subject) => unknown

const over = new Set(['canceled', 'incomplete_expired'])
const cards = ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex']
/** Can be attached, but every charge is declined. */
const badCard = 'pm_card_chargeCustomerFail'
/** Can be attached, but the bank requires confirmation of every charge. */
const askingCard = 'pm_card_authenticationRequired'

const live = ({ bank, customer }: Subject) => bank.subscriptions(customer).find((one) => !over.has(one.status))
const invoices = ({ bank, customer }: Subject) =>
  bank.ctx.store.all('invoice').filter((one) => one.customer === customer)

/** Changes one live subscription. Does nothing if there is none or Stripe rejects the change. */
function change(params: (subject: Subject, subscription: Stored) => Record<string, unknown>): Mutation {
  return (subject) => {
    const subscription = live(subject)
    return (
      subscription &&
      subject.bank.attempt('POST', `/v1/subscriptions/${subscription.id}`, params(subject, subscription))
    )
  }
}

function act(path: string): Mutation {
  return (subject) => {
    const subscription = live(subject)
    return subscription && subject.bank.attempt('POST', `/v1/subscriptions/${subscription.id}/${path}`)
  }
}

/** Attaches a card and makes it the customer's default. */
export function giveCard({ bank, customer }: Subject, token: string): Stored | null {
  const method = bank.attempt('POST', `/v1/payment_methods/${token}/attach`, { customer })
  const settings = method && { invoice_settings: { default_payment_method: method.id } }
  return settings && bank.attempt('POST', `/v1/customers/${customer}`, settings)
}

/** Creates a subscription outside Checkout, as the dashboard does. */
export function subscribe(subject: Subject): Stored | null {
  const { bank, customer, prices, random } = subject
  giveCard(subject, random.pick(cards))
  const price = random.pick(Object.values(prices))
  const trial = random.chance(0.3) ? { trial_period_days: random.pick([2, 14]) } : {}
  const items = [{ price, quantity: 1 + random.below(3) }]
  return bank.attempt('POST', '/v1/subscriptions', { customer, items, ...trial })
}

const charges = ({ bank, customer }: Subject) =>
  bank.ctx.store.all('charge').filter((one) => one.customer === customer && one.paid)

function refund(subject: Subject): unknown {
  const { bank, random } = subject
  const paid = charges(subject)
  if (paid.length === 0) return null
  const part = random.chance(0.5) ? { amount: 100 } : {}
  return bank.attempt('POST', '/v1/refunds', { charge: random.pick(paid).id, ...part })
}

function dispute(subject: Subject): unknown {
  const charge = charges(subject).findLast((one) => !one.disputed && !one.refunded)
  return charge && subject.bank.attempt('POST', `/_internal/charges/${charge.id}/dispute`)
}

/** Decides a dispute. It is lost less often than won, because losing it ends the subscription. */
function decideDispute({ bank, customer, random }: Subject): unknown {
  const closed = new Set(['won', 'lost'])
  const open = bank.ctx.store.all('dispute').find((one) => one._customer === customer && !closed.has(one.status))
  const status = random.chance(0.4) ? 'lost' : 'won'
  return open && bank.attempt('POST', `/_internal/disputes/${open.id}/decide`, { status })
}

/** Confirms or rejects a payment that requires authentication. */
function answerBank({ bank, customer, random }: Subject): unknown {
  const asked = bank.ctx.store
    .all('payment_intent')
    .findLast((one) => one.customer === customer && one.status === 'requires_action')
  const outcome = random.chance(0.7) ? 'succeed' : 'fail'
  return asked && bank.attempt('POST', `/_internal/intents/${asked.id}/authenticate`, { outcome })
}

/** Changes that do not come from the app: made in the dashboard, through the API, or by another system. */
export const mutations = {
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
  cancelAtEnd: change(({ random }) =>
    random.chance(0.5) ? { cancel_at: 'max_period_end' } : { cancel_at_period_end: true },
  ),
  keep: change((_, { cancel_at, cancel_at_period_end: atEnd }) =>
    cancel_at && !atEnd ? { cancel_at: '' } : { cancel_at_period_end: false },
  ),
  cancelNow: (subject) => {
    const subscription = live(subject)
    return subscription && subject.bank.attempt('DELETE', `/v1/subscriptions/${subscription.id}`)
  },
  pauseCollection: change(() => ({ pause_collection: { behavior: 'void' } })),
  resumeCollection: change(() => ({ pause_collection: '' })),
  pause: act('pause'),
  resume: act('resume'),
  discount: change(() => ({ discounts: [{ coupon: retentionCoupon.id }] })),
  undiscount: change(() => ({ discounts: '' })),
  newCard: (subject) => giveCard(subject, subject.random.pick(cards)),
  badCard: (subject) => giveCard(subject, badCard),
  askingCard: (subject) => giveCard(subject, askingCard),
  answerBank,
  ownCard: (subject) => {
    const { bank, customer, random } = subject
    const token = random.pick([...cards, badCard, askingCard])
    const method = live(subject) && bank.attempt('POST', `/v1/payment_methods/${token}/attach`, { customer })
    return method && change(() => ({ default_payment_method: method.id }))(subject)
  },
  details: ({ bank, customer, random }) =>
    bank.attempt('POST', `/v1/customers/${customer}`, { name: `Ada ${random.below(1000)}` }),
  payInvoice: (subject) => {
    const open = invoices(subject).find((one) => one.status === 'open')
    return open && subject.bank.attempt('POST', `/v1/invoices/${open.id}/pay`)
  },
  voidInvoice: (subject) => {
    const open = invoices(subject).find((one) => one.status === 'open')
    return open && subject.bank.attempt('POST', `/v1/invoices/${open.id}/void`)
  },
  refund,
  dispute,
  decideDispute,
  deleteCustomer: ({ bank, customer }) => bank.attempt('DELETE', `/v1/customers/${customer}`),
} satisfies Record<string, Mutation>

export type MutationName = keyof typeof mutations

export const mutationWeights: Record<MutationName, number> = {
  subscribe: 6,
  subscribeTwice: 0.4,
  changePlan: 8,
  changeIfPaid: 3,
  changeQuantity: 7,
  cancelAtEnd: 6,
  keep: 5,
  cancelNow: 3,
  pauseCollection: 2,
  resumeCollection: 2,
  pause: 1,
  resume: 1,
  discount: 3,
  undiscount: 1,
  newCard: 4,
  badCard: 3,
  askingCard: 3,
  answerBank: 4,
  ownCard: 3,
  details: 3,
  payInvoice: 2,
  voidInvoice: 1,
  refund: 2,
  dispute: 2,
  decideDispute: 2,
  deleteCustomer: 0.4,
}
