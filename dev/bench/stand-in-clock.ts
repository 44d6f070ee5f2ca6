import { addIntervals, changeSettings, createEngine, type Stored } from 'stripe-stand-in/engine'
import { type Row, timeOf } from './row'

const subscriptionCount = 1000
const months = 12
const start = Date.UTC(2027, 0, 1) / 1000

/** Advances a test clock by one year for customers with monthly subscriptions. */
export async function clockBench(): Promise<Row[]> {
  const ctx = createEngine()
  changeSettings(ctx, { customers_per_clock: subscriptionCount })
  const call = (path: string, params: object = {}) => ctx.call<Stored>('POST', `/v1/${path}`, params)
  const clock = call('test_helpers/test_clocks', { frozen_time: start })
  const price = call('prices', {
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
  const making = await timeOf(() => {
    for (let count = 0; count < subscriptionCount; count++) subscribe(call, clock.id, price.id)
  })
  const advancing = await timeOf(() => {
    for (let month = 1; month <= months; month++) {
      const frozen_time = addIntervals(start, { interval: 'month', interval_count: 1 }, month) + 7200
      call(`test_helpers/test_clocks/${clock.id}/advance`, { frozen_time })
    }
  })
  const paid = ctx.store.all('invoice').filter(({ status }) => status === 'paid').length
  const expected = subscriptionCount * (months + 1)
  if (paid !== expected) throw new Error(`${paid} invoices paid, expected ${expected}`)
  const renewals = subscriptionCount * months
  return [
    { name: `create ${subscriptionCount} customers with a subscription`, value: making.ms, unit: 'ms' },
    {
      name: `advance a clock by ${months} months over ${subscriptionCount} subscriptions`,
      value: advancing.ms / 1000,
      unit: 's',
      ratio: `${(advancing.cpuMs / renewals).toPrecision(2)} ms of CPU time per renewal`,
    },
  ]
}

function subscribe(call: (path: string, params?: object) => Stored, clock: string, price: string): void {
  const customer = call('customers', { test_clock: clock })
  const card = call('payment_methods/pm_card_visa/attach', { customer: customer.id })
  call('subscriptions', { customer: customer.id, items: [{ price }], default_payment_method: card.id })
}
