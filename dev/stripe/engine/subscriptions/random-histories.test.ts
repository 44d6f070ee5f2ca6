import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { at, engine } from '../../testing/engine'
import { StripeError } from '../core/context'
import type { Stored } from '../core/store'

// Random but reproducible histories of actions and times. In each one, amounts must add up, every error must be a
// StripeError, and events must not depend on how time passes.

const day = 86_400
const seeds = Array.from({ length: 12 }, (_, index) => index + 1)

type Params = Record<string, unknown>
type Life = ReturnType<typeof begin>

function chance(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  return { next, below, pick }
}

const starts = ['2026-01-31T10:00:00Z', '2028-02-29T12:00:00Z', '2027-12-31T00:00:00Z'].map(at)
const tokens = ['pm_card_visa', 'pm_card_visa', 'pm_card_chargeCustomerFail', 'pm_card_authenticationRequired'] as const

/** Three customers, each with a subscription unless its first payment failed. */
function begin(seed: number) {
  const { pick, below, next } = chance(seed)
  const its = engine(pick(starts))
  const intervals = ['month', 'month', 'week', 'year'] as const
  const prices = intervals.map((interval, index) => its.price([1000, 3252, 333, 10_000][index] ?? 0, { interval }))
  const coupons = [
    its.call('/v1/coupons', { percent_off: 12.5, duration: 'once' }),
    its.call('/v1/coupons', { percent_off: 33, duration: 'repeating', duration_in_months: 3 }),
    its.call('/v1/coupons', { amount_off: 700, currency: 'usd', duration: 'forever' }),
  ]
  const subscriptions: string[] = []
  for (let count = 0; count < 3; count++) {
    const customer = its.customer(pick(tokens))
    const params = {
      customer: customer.id,
      items: [{ price: pick(prices).id, quantity: 1 + below(3) }],
      billing_mode: { type: pick(['classic', 'flexible']) },
      payment_behavior: pick(['allow_incomplete', 'default_incomplete']),
      ...(next() < 0.3 ? { trial_period_days: pick([1, 14, 30]) } : {}),
      ...(next() < 0.3 ? { discounts: [{ coupon: pick(coupons).id }] } : {}),
    }
    subscriptions.push(its.call('/v1/subscriptions', params).id)
  }
  return { its, prices, coupons, subscriptions, pick, below, next }
}

const prorations = ['none', 'create_prorations', 'always_invoice'] as const
const behaviors = ['allow_incomplete', 'pending_if_incomplete', 'error_if_incomplete'] as const

const actions: ((life: Life, one: Stored) => [path: string, params: Params])[] = [
  ({ prices, pick }, { items }) => [
    '',
    {
      items: [{ id: items.data[0].id, price: pick(prices).id }],
      proration_behavior: pick(prorations),
      payment_behavior: pick(behaviors),
    },
  ],
  ({ below }, { items }) => ['', { items: [{ id: items.data[0].id, quantity: below(5) }] }],
  ({ prices, pick }) => ['', { items: [{ price: pick(prices).id }], proration_behavior: pick(prorations) }],
  () => ['', { cancel_at_period_end: true }],
  () => ['', { cancel_at: '' }],
  ({ its, below }) => ['', { cancel_at: its.clock.now + below(60) * day + 1 }],
  ({ its, pick }) => ['', { trial_end: pick(['now', its.clock.now + 10 * day]) }],
  ({ pick }) => ['', { billing_cycle_anchor: { type: 'now' }, proration_behavior: pick(prorations) }],
  ({ coupons, pick }) => ['', { discounts: pick(['', [{ coupon: pick(coupons).id }]]) }],
  ({ pick }) => ['', { pause_collection: pick(['', { behavior: 'void' }, { behavior: 'keep_as_draft' }]) }],
  () => ['/pause', { type: 'subscription' }],
  () => ['/resume', {}],
  (_, { latest_invoice: invoice }) => [`/v1/invoices/${invoice}/pay`, { paid_out_of_band: true }],
  (_, { latest_invoice: invoice }) => [`/v1/invoices/${invoice}/void`, {}],
  (_, { customer, currency }) => ['/v1/invoiceitems', { customer, currency, amount: -300 }],
  ({ prices, pick }) => [`/v1/prices/${pick(prices).id}`, { active: pick([true, false]), nickname: 'Old terms' }],
  ({ its, prices, pick }, { customer }) => [
    '/v1/subscription_schedules',
    {
      customer,
      start_date: its.clock.now + 9 * day,
      phases: [{ items: [{ price: pick(prices).id }], duration: { interval: 'month' } }],
    },
  ],
]

function doSomething(life: Life): void {
  const one = life.its.read(life.pick(life.subscriptions))
  const [path, params] = life.pick(actions)(life, one)
  try {
    life.its.call(path.startsWith('/v1') ? path : `/v1/subscriptions/${one.id}${path}`, params)
  } catch (error) {
    if (!(error instanceof StripeError) || error.status >= 500) throw error
  }
}

function live(seed: number, stepSeconds: number, look: (life: Life) => void = () => {}): Life {
  const life = begin(seed)
  for (let round = 0; round < 12; round++) {
    doSomething(life)
    look(life)
    const to = life.its.clock.now + life.below(35 * day) + 1
    while (life.its.clock.now + stepSeconds < to) life.its.pass(life.its.clock.now + stepSeconds)
    life.its.pass(to)
    look(life)
  }
  return life
}

const sum = (amounts: { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0)

function addUp({ its: { ctx } }: Life): void {
  for (const invoice of ctx.store.all('invoice')) {
    expect(invoice.subtotal).toBe(sum(invoice.lines.data))
    expect(invoice.total).toBe(invoice.subtotal - sum(invoice.total_discount_amounts ?? []))
    expect(invoice.amount_remaining).toBe(invoice.amount_due - invoice.amount_paid)
    if (invoice.status === 'paid') expect(invoice.amount_remaining).toBe(0)
  }
  for (const { items } of ctx.store.all('subscription')) {
    for (const item of items.data) expect(item.current_period_end).toBeGreaterThan(item.current_period_start)
  }
  for (const { id, balance } of ctx.store.all('customer')) {
    expect(balance).toBe(
      sum(ctx.store.of(id).filter(({ object }) => object === 'customer_balance_transaction') as never),
    )
  }
}

const story = ({ its: { ctx } }: Life) =>
  ctx.store.all('event').map(({ type, created, data }) => {
    const { object, previous_attributes: previous } = data
    return [type, created, object.status, object.total, Object.keys(previous ?? {}).join()].join(' ')
  })

describe('a random history', () => {
  // One customer's error is only logged, so any log must fail the test.
  beforeEach(() => {
    vi.spyOn(console, 'error')
  })
  afterEach(() => {
    expect(console.error).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it.each(seeds)('has amounts that add up (%i)', (seed) => {
    live(seed, 400 * day, addUp)
  })

  it.each(seeds)('has the same events whether time passes all at once or in steps (%i)', (seed) => {
    expect(story(live(seed, 26 * 3600))).toEqual(story(live(seed, 400 * day)))
  })
})
