import type { Stored } from '../stripe/store'
import type { Bank } from './bank'
import type { Random } from './random'

/** Somebody's side of Stripe: whose customer it is, and what can be bought. */
export type Subject = { bank: Bank; customer: string; prices: Record<string, string>; random: Random }

type Mutation = (subject: Subject) => unknown

const over = new Set(['canceled', 'incomplete_expired'])
const cards = ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex']
/** Can be attached; every charge of it is declined. */
const badCard = 'pm_card_chargeCustomerFail'

const live = ({ bank, customer }: Subject) => bank.subscriptions(customer).find((one) => !over.has(one.status))
const invoices = ({ bank, customer }: Subject) =>
  bank.ctx.store.all('invoice').filter((one) => one.customer === customer)

/** Changes one live subscription; nothing happens without one, or when Stripe refuses. */
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

/** A subscription that is made in the dashboard, not through Checkout. */
export function subscribe(subject: Subject): Stored | null {
  const { bank, customer, prices, random } = subject
  giveCard(subject, random.pick(cards))
  const price = random.pick(Object.values(prices))
  const trial = random.chance(0.3) ? { trial_period_days: random.pick([2, 14]) } : {}
  const items = [{ price, quantity: 1 + random.below(3) }]
  return bank.attempt('POST', '/v1/subscriptions', { customer, items, ...trial })
}

function refund(subject: Subject): unknown {
  const { bank, random } = subject
  const paid = invoices(subject).filter((one) => one.status === 'paid' && one.amount_paid > 0)
  const charge = bank.ctx.store.all('charge').find((one) => one.customer === subject.customer && one.paid)
  if (paid.length === 0 || !charge) return null
  return bank.attempt('POST', '/v1/refunds', { charge: charge.id, ...(random.chance(0.5) ? { amount: 100 } : {}) })
}

/** What happens at Stripe without the product's doing: in the dashboard, through the API, or by another system. */
export const mutations = {
  subscribe: (subject) => (live(subject) ? null : subscribe(subject)),
  subscribeTwice: subscribe,
  changePlan: change(({ prices, random }, { items }) => ({
    items: [{ id: items.data[0].id, price: random.pick(Object.values(prices)) }],
    proration_behavior: random.pick(['always_invoice', 'create_prorations', 'none']),
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
  discount: change(() => ({ discounts: [{ coupon: 'portico-stay-20' }] })),
  undiscount: change(() => ({ discounts: '' })),
  newCard: (subject) => giveCard(subject, subject.random.pick(cards)),
  badCard: (subject) => giveCard(subject, badCard),
  ownCard: (subject) => {
    const { bank, customer, random } = subject
    const token = random.pick([...cards, badCard])
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
  deleteCustomer: ({ bank, customer }) => bank.attempt('DELETE', `/v1/customers/${customer}`),
} satisfies Record<string, Mutation>

export type MutationName = keyof typeof mutations

export const mutationWeights: Record<MutationName, number> = {
  subscribe: 6,
  subscribeTwice: 0.4,
  changePlan: 8,
  changeQuantity: 8,
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
  ownCard: 3,
  details: 3,
  payInvoice: 2,
  voidInvoice: 1,
  refund: 2,
  deleteCustomer: 0.4,
}
