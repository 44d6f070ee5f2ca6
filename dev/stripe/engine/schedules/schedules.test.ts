import { describe, expect, it } from 'vitest'
import { at, engine } from '../../testing/engine'
import type { Stored } from '../core/store'

const start = at('2026-01-01T00:00:00Z')
const day = 86_400
const month = { interval: 'month', interval_count: 1 }

describe('a schedule', () => {
  it('starts its subscription, goes through the phases, and ends the subscription if requested', () => {
    const its = engine(start)
    const [cheap, expensive] = [its.price(1000), its.price(2000)]
    const schedule = its.call('/v1/subscription_schedules', {
      customer: its.customer().id,
      start_date: start + 10 * day,
      end_behavior: 'cancel',
      phases: [
        { items: [{ price: cheap.id }], duration: month },
        { items: [{ price: expensive.id, quantity: 2 }], duration: month },
      ],
    })
    expect(schedule).toMatchObject({ status: 'not_started', subscription: null, current_phase: null })
    its.pass(start + 10 * day)
    const running = its.read(schedule.id)
    expect(running).toMatchObject({ status: 'active', current_phase: { start_date: start + 10 * day } })
    const subscription = () => its.read(running.subscription)
    expect(subscription()).toMatchObject({ status: 'active', schedule: schedule.id })
    const second = at('2026-02-11T00:00:00Z')
    its.pass(second + 3600)
    expect(subscription().items.data).toMatchObject([{ price: { id: expensive.id }, quantity: 2 }])
    expect(its.invoices(subscription()).map(({ total }) => total)).toEqual([1000, 4000])
    its.pass(at('2026-03-11T00:00:00Z'))
    expect(subscription().status).toBe('canceled')
    expect(its.read(schedule.id).status).toBe('completed')
    expect(its.events().slice(-2)).toEqual(['subscription_schedule.completed', 'customer.subscription.deleted'])
  })

  it('is rejected if a phase cannot be applied', () => {
    const its = engine(start)
    const price = its.price(1000)
    const yen = { product: price.product, currency: 'jpy', unit_amount: 1900, recurring: { interval: 'month' } }
    const other = its.call('/v1/prices', yen)
    const phase = (...prices: Stored[]) => ({ items: prices.map(({ id }) => ({ price: id })), duration: month })
    const make = (...phases: object[]) =>
      its.call('/v1/subscription_schedules', { customer: its.customer().id, phases })
    expect(() => make(phase(price), phase(other))).toThrow(/currency of the subscription/)
    expect(() => make(phase(price, other))).toThrow(/currency of the subscription/)
    expect(() => make(phase(price, price))).toThrow(/same plan/)
    const subscription = its.subscribe(its.customer(), price)
    const schedule = its.call('/v1/subscription_schedules', { from_subscription: subscription.id })
    const change = { phases: [phase(other)] }
    expect(() => its.call(`/v1/subscription_schedules/${schedule.id}`, change)).toThrow(/currency of the subscription/)
  })

  it('changes its subscription immediately when the current phase changes', () => {
    const its = engine(start)
    const [cheap, expensive] = [its.price(1000), its.price(2000)]
    const subscription = its.subscribe(its.customer(), cheap)
    const schedule = its.call('/v1/subscription_schedules', { from_subscription: subscription.id })
    its.clock.now = start + (31 * day) / 2
    const [{ start_date, end_date }] = schedule.phases
    const path = `/v1/subscription_schedules/${schedule.id}`
    const running = (price: Stored) => ({ start_date, end_date, items: [{ price: price.id }], metadata: { plan: 'x' } })
    its.call(path, { phases: [running(expensive)], proration_behavior: 'always_invoice' })
    expect(its.read(subscription.id)).toMatchObject({
      metadata: { plan: 'x' },
      items: { data: [{ price: { id: expensive.id } }] },
    })
    expect(its.invoices(subscription).map(({ total }) => total)).toEqual([1000, 500])
    const before = its.events().length
    its.call(path, { phases: [running(expensive)], metadata: { note: 'same' } })
    expect(its.events().slice(before)).toEqual(['subscription_schedule.updated'])
  })

  it('ends if the first payment never succeeds or the customer is deleted', () => {
    const its = engine(start)
    const price = its.price(1000)
    const items = [{ price: price.id }]
    const params = { customer: its.customer('pm_card_chargeCustomerFail').id, phases: [{ items, duration: month }] }
    const unpaid = its.call('/v1/subscription_schedules', params)
    const gone = its.customer()
    const later = { customer: gone.id, start_date: start + 5 * day, phases: [{ items, duration: month }] }
    const waiting = its.call('/v1/subscription_schedules', later)
    its.ctx.call('DELETE', `/v1/customers/${gone.id}`)
    its.pass(start + 60 * day)
    expect([its.read(unpaid.id).status, its.read(waiting.id).status]).toEqual(['canceled', 'canceled'])
    expect(its.ctx.store.all('subscription').map(({ status }) => status)).toEqual(['incomplete_expired'])
  })

  it('allows a trial only in its first phase', () => {
    const its = engine(start)
    const items = [{ price: its.price(1000).id }]
    const make =
      (...phases: object[]) =>
      () =>
        its.call('/v1/subscription_schedules', { customer: its.customer().id, phases })
    const phase = { items, duration: month }
    expect(make({ ...phase, trial_end: start })).toThrow(/within the phase/)
    expect(make({ ...phase, trial_end: start + 40 * day })).toThrow(/within the phase/)
    expect(make(phase, { ...phase, trial_end: start + 40 * day })).toThrow(/does not implement/)
    expect(its.read(make({ ...phase, trial_end: start + day })().subscription).status).toBe('trialing')
  })

  it.each([
    ['only prorations on the old anchor', undefined, 'create_prorations', [], at('2027-01-01T00:00:00Z')],
    ['prorations immediately, if requested', undefined, 'always_invoice', [33_400], at('2027-01-01T00:00:00Z')],
    ['a full year on a new anchor', 'phase_start', 'none', [36_500], at('2027-02-01T00:00:00Z')],
  ] as const)(
    'bills %s for a change from a month to a year',
    (_, billing_cycle_anchor, proration_behavior, totals, end) => {
      const its = engine(start)
      const [monthly, yearly] = [its.price(1000), its.price(36_500, { interval: 'year' })]
      const subscription = its.subscribe(its.customer(), monthly)
      const { id, phases } = its.call('/v1/subscription_schedules', { from_subscription: subscription.id })
      const [{ start_date, end_date }] = phases
      const first = { start_date, end_date, items: [{ price: monthly.id }] }
      const second = {
        items: [{ price: yearly.id }],
        duration: { interval: 'year' },
        proration_behavior,
        ...(billing_cycle_anchor ? { billing_cycle_anchor } : {}),
      }
      its.call(`/v1/subscription_schedules/${id}`, { phases: [first, second] })
      its.pass(end_date + 3600)
      expect(its.invoices(subscription).map(({ total }) => total)).toEqual([1000, ...totals])
      expect(its.read(subscription.id).items.data).toMatchObject([
        { price: { id: yearly.id }, current_period_end: end },
      ])
    },
  )

  it('works with an archived price and without a card', () => {
    const its = engine(start)
    const [cheap, expensive] = [its.price(1000), its.price(2000)]
    const phases = [
      { items: [{ price: cheap.id }], end_date: start + 15 * day },
      { items: [{ price: expensive.id }], duration: month },
    ]
    const first = its.call('/v1/subscription_schedules', { customer: its.customer().id, phases })
    const later = { customer: its.customer(null).id, start_date: start + day, phases: [phases[1]] }
    const second = its.call('/v1/subscription_schedules', later)
    its.call(`/v1/prices/${expensive.id}`, { active: false })
    its.pass(start + 16 * day)
    const subscriptionOf = ({ id }: Stored) => its.read(its.read(id).subscription)
    expect(subscriptionOf(first).items.data).toMatchObject([{ price: { id: expensive.id, active: false } }])
    // Without a card, the first payment did not succeed within 23 hours.
    expect(subscriptionOf(second).status).toBe('incomplete_expired')
  })

  it('prorates a phase that starts in the middle of a period', () => {
    const its = engine(start)
    const [cheap, expensive] = [its.price(1000), its.price(2000)]
    const half = start + (31 * day) / 2
    const schedule = its.call('/v1/subscription_schedules', {
      customer: its.customer().id,
      phases: [
        { items: [{ price: cheap.id }], end_date: half },
        { items: [{ price: expensive.id }], duration: month },
      ],
    })
    its.pass(half)
    const items = its.ctx.store.all('invoiceitem').map(({ amount }) => amount)
    expect(items).toEqual([-500, 1000])
    expect(its.read(schedule.id).status).toBe('active')
  })

  it.each([
    [{ from_subscription: 'x', phases: [] }, /cannot set `phases`/],
    [{}, /Missing required param: customer/],
    [{ customer: 'cus_x', end_behavior: 'renew' }, /No such customer/],
  ])('is rejected with %j', (params, message) => {
    const its = engine(start)
    expect(() => its.call('/v1/subscription_schedules', params)).toThrow(message)
  })
})

describe('a pause', () => {
  it('can end without changing the anchor, for the rest of the period', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const path = `/v1/subscriptions/${subscription.id}`
    its.call(`${path}/pause`, { bill_for: { unused_time_from: { type: 'none' } } })
    const half = start + (31 * day) / 2
    its.clock.now = half
    const resumed = its.call(`${path}/resume`, { billing_cycle_anchor: { type: 'unchanged' } })
    expect(resumed).toMatchObject({ status: 'active', billing_cycle_anchor: start })
    expect(resumed.items.data[0].current_period_end).toBe(start + 31 * day)
    expect(its.invoices(subscription).map(({ total }) => total)).toEqual([1000, 500])
  })

  it('in payment collection ends automatically', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const pause_collection = { behavior: 'void', resumes_at: start + 40 * day }
    its.call(`/v1/subscriptions/${subscription.id}`, { pause_collection })
    its.pass(start + 32 * day)
    expect(its.invoices(subscription).at(-1)?.status).toBe('void')
    its.pass(start + 65 * day)
    expect(its.read(subscription.id).pause_collection).toBeNull()
    expect(its.invoices(subscription).at(-1)?.status).toBe('paid')
  })
})

describe('classic billing', () => {
  it('migrates to flexible billing once and permanently', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000), { billing_mode: { type: 'classic' } })
    const path = `/v1/subscriptions/${subscription.id}/migrate`
    const after = its.call(path, { billing_mode: { type: 'flexible' } })
    expect(after.billing_mode).toMatchObject({ type: 'flexible', updated_at: start })
    expect(() => its.call(path, { billing_mode: { type: 'flexible' } })).toThrow(/already/)
  })
})
