import { describe, expect, it } from 'vitest'
import { at, engine } from './testing'

const start = at('2026-01-01T00:00:00Z')
const day = 86_400
const month = { interval: 'month', interval_count: 1 }

describe('a schedule', () => {
  it('begins its subscription with the first phase, goes on to the next, and ends it where it says so', () => {
    const its = engine(start)
    const [cheap, dear] = [its.price(1000), its.price(2000)]
    const schedule = its.call('/v1/subscription_schedules', {
      customer: its.customer().id,
      start_date: start + 10 * day,
      end_behavior: 'cancel',
      phases: [
        { items: [{ price: cheap.id }], duration: month },
        { items: [{ price: dear.id, quantity: 2 }], duration: month },
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
    expect(subscription().items.data).toMatchObject([{ price: { id: dear.id }, quantity: 2 }])
    expect(its.invoices(subscription()).map(({ total }) => total)).toEqual([1000, 4000])
    its.pass(at('2026-03-11T00:00:00Z'))
    expect(subscription().status).toBe('canceled')
    expect(its.read(schedule.id).status).toBe('completed')
    expect(its.events().slice(-2)).toEqual(['subscription_schedule.completed', 'customer.subscription.deleted'])
  })

  it('prorates a phase that begins within a period', () => {
    const its = engine(start)
    const [cheap, dear] = [its.price(1000), its.price(2000)]
    const half = start + (31 * day) / 2
    const schedule = its.call('/v1/subscription_schedules', {
      customer: its.customer().id,
      phases: [
        { items: [{ price: cheap.id }], end_date: half },
        { items: [{ price: dear.id }], duration: month },
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
  ])('with %j is refused', (params, message) => {
    const its = engine(start)
    expect(() => its.call('/v1/subscription_schedules', params)).toThrow(message)
  })
})

describe('a pause', () => {
  it('is over with its anchor unchanged, for the rest of the period', () => {
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

  it('of the collection ends by itself', () => {
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
  it('becomes flexible once, and for good', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000), { billing_mode: { type: 'classic' } })
    const path = `/v1/subscriptions/${subscription.id}/migrate`
    const after = its.call(path, { billing_mode: { type: 'flexible' } })
    expect(after.billing_mode).toMatchObject({ type: 'flexible', updated_at: start })
    expect(() => its.call(path, { billing_mode: { type: 'flexible' } })).toThrow(/already/)
  })
})
