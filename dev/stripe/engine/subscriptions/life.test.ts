import { describe, expect, it, vi } from 'vitest'
import { at, engine } from '../../testing/engine'
import type { Stored } from '../core/store'

const start = at('2026-01-31T09:00:00Z')
const day = 86_400
const hour = 3600

describe('a renewal', () => {
  it('starts a new period, creates a draft, and charges it after an hour', () => {
    const { price, customer, subscribe, pass, read, invoices } = engine(start)
    const subscription = subscribe(customer(), price(1900))
    const end = at('2026-02-28T09:00:00Z')
    expect(subscription).toMatchObject({ status: 'active', latest_invoice: expect.stringMatching(/^in_/) })
    expect(subscription.items.data[0].current_period_end).toBe(end)
    pass(end)
    expect(invoices(subscription).at(-1)).toMatchObject({ status: 'draft', billing_reason: 'subscription_cycle' })
    // The anchor is the 31st, so a short month does not move later renewals to the 28th.
    expect(read(subscription.id).items.data[0].current_period_end).toBe(at('2026-03-31T09:00:00Z'))
    pass(end + hour)
    expect(invoices(subscription).at(-1)).toMatchObject({ status: 'paid', amount_paid: 1900 })
    expect(read(subscription.id).status).toBe('active')
  })

  it('is retried after 3, 5, and 7 days if it fails, and then cancels the subscription', () => {
    const { price, customer, subscribe, pass, read, invoices, events } = engine(start)
    const subscription = subscribe(customer('pm_card_chargeCustomerFail'), price(1900), { trial_period_days: 5 })
    const trialEnd = start + 5 * day
    pass(trialEnd + hour)
    const first = trialEnd + hour
    const invoice = () => invoices(subscription).at(-1)
    expect(read(subscription.id).status).toBe('past_due')
    expect(invoice()).toMatchObject({ attempt_count: 1, next_payment_attempt: first + 3 * day, status: 'open' })
    pass(first + 3 * day)
    expect(invoice()).toMatchObject({ attempt_count: 2, next_payment_attempt: first + 8 * day })
    pass(first + 8 * day)
    expect(invoice()).toMatchObject({ attempt_count: 3, next_payment_attempt: first + 15 * day })
    pass(first + 15 * day)
    expect(read(subscription.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    })
    expect(events().filter((type) => type === 'invoice.payment_failed')).toHaveLength(4)
    expect(events()).toContain('customer.subscription.deleted')
  })

  it('reactivates the subscription when a failed invoice is paid', () => {
    const { price, customer, subscribe, pass, read, call } = engine(start)
    const subscription = subscribe(customer('pm_card_chargeCustomerFail'), price(1900), { trial_period_days: 5 })
    pass(start + 5 * day + hour)
    const method = call('/v1/payment_methods/pm_card_visa/attach', { customer: subscription.customer })
    call(`/v1/customers/${subscription.customer}`, { invoice_settings: { default_payment_method: method.id } })
    const { latest_invoice } = read(subscription.id)
    expect(call(`/v1/invoices/${latest_invoice}/pay`)).toMatchObject({ status: 'paid' })
    expect(read(subscription.id).status).toBe('active')
    pass(start + 30 * day)
    expect(read(latest_invoice)).toMatchObject({ status: 'paid', attempt_count: 1 })
  })
})

describe('a trial', () => {
  it('sends a reminder three days before its end, then starts the first period', () => {
    const { price, customer, subscribe, pass, read, events, invoices } = engine(start)
    const subscription = subscribe(customer(), price(1900), { trial_period_days: 14 })
    expect(subscription.status).toBe('trialing')
    expect(invoices(subscription)).toMatchObject([{ amount_due: 0, status: 'paid' }])
    pass(start + 11 * day - 1)
    expect(events()).not.toContain('customer.subscription.trial_will_end')
    pass(start + 11 * day)
    expect(events()).toContain('customer.subscription.trial_will_end')
    pass(start + 14 * day + hour)
    expect(read(subscription.id).status).toBe('active')
    expect(invoices(subscription).at(-1)).toMatchObject({ amount_paid: 1900, billing_reason: 'subscription_cycle' })
  })

  it.each([
    ['create_invoice', 'past_due'],
    ['cancel', 'canceled'],
    ['pause', 'paused'],
  ])('with missing_payment_method=%s and no card makes the subscription %s', (missing_payment_method, status) => {
    const { price, customer, subscribe, pass, read } = engine(start)
    const settings = { trial_settings: { end_behavior: { missing_payment_method } } }
    const subscription = subscribe(customer(null), price(1900), { trial_period_days: 5, ...settings })
    pass(start + 5 * day + hour)
    expect(read(subscription.id).status).toBe(status)
  })
})

describe('a cancellation', () => {
  it('happens on its date, without a renewal', () => {
    const { price, customer, subscribe, call, pass, read, invoices, events } = engine(start)
    const subscription = subscribe(customer(), price(1900))
    const end = subscription.items.data[0].current_period_end
    call(`/v1/subscriptions/${subscription.id}`, { cancel_at: end })
    expect(read(subscription.id)).toMatchObject({ cancel_at: end, cancel_at_period_end: false, canceled_at: start })
    pass(end + day)
    expect(read(subscription.id)).toMatchObject({ status: 'canceled', ended_at: end })
    expect(invoices(subscription)).toHaveLength(1)
    expect(events().at(-1)).toBe('customer.subscription.deleted')
  })

  it('can be undone in both billing modes', () => {
    const { price, customer, subscribe, call, read } = engine(start)
    const classic = subscribe(customer(), price(1900), { billing_mode: { type: 'classic' } })
    call(`/v1/subscriptions/${classic.id}`, { cancel_at_period_end: true })
    expect(read(classic.id).cancel_at).toBe(classic.items.data[0].current_period_end)
    call(`/v1/subscriptions/${classic.id}`, { cancel_at_period_end: false })
    expect(read(classic.id)).toMatchObject({ cancel_at: null, canceled_at: null })
    expect(() => call(`/v1/subscriptions/${classic.id}`, { cancel_at: '', cancel_at_period_end: false })).toThrow(
      /only specify one/,
    )
  })

  it('happens if there is no first payment within 23 hours', () => {
    const { price, customer, subscribe, pass, read } = engine(start)
    const subscription = subscribe(customer('pm_card_chargeCustomerFail'), price(1900))
    expect(subscription.status).toBe('incomplete')
    pass(start + 23 * hour)
    expect(read(subscription.id).status).toBe('incomplete_expired')
    expect(read(subscription.latest_invoice).status).toBe('void')
  })
})

describe('a pause', () => {
  it('credits the unused time and bills nothing until the subscription resumes', () => {
    const { price, customer, subscribe, call, pass, read, invoices } = engine(start)
    const subscription = subscribe(customer(), price(2800))
    const half = start + 14 * day
    pass(half)
    call(`/v1/subscriptions/${subscription.id}/pause`)
    expect(read(subscription.id).status).toBe('paused')
    pass(half + 60 * day)
    expect(invoices(subscription)).toHaveLength(1)
    expect(call(`/v1/subscriptions/${subscription.id}/resume`)).toMatchObject({ status: 'active' })
    expect(invoices(subscription).at(-1)).toMatchObject({ total: 1400, amount_paid: 1400 })
    expect(read(subscription.id).items.data[0].current_period_start).toBe(half + 60 * day)
  })
})

describe('discounts', () => {
  it('apply once, for several months, or forever', () => {
    const { price, customer, call, pass, read, invoices } = engine(start)
    const coupon = (params: object) => call('/v1/coupons', { percent_off: 50, ...params }).id
    const what = price(1000)
    const lives = [{ duration: 'once' }, { duration: 'repeating', duration_in_months: 2 }, { duration: 'forever' }].map(
      (params) =>
        call('/v1/subscriptions', {
          customer: customer().id,
          items: [{ price: what.id }],
          discounts: [{ coupon: coupon(params) }],
        }),
    )
    pass(at('2026-05-01T00:00:00Z'))
    const totals = lives.map((one) => invoices(one).map((invoice) => invoice.total as number))
    expect(totals).toEqual([
      [500, 1000, 1000, 1000],
      [500, 500, 1000, 1000],
      [500, 500, 500, 500],
    ])
    expect(lives.map((one) => read(one.id).discounts.length)).toEqual([0, 0, 1])
  })
})

describe('events', () => {
  it('are in Stripe’s order for a paid subscription', () => {
    const { price, customer, subscribe, events } = engine(start)
    const [person, what] = [customer(), price(1900)]
    const before = events().length
    subscribe(person, what)
    expect(events().slice(before)).toEqual([
      'charge.succeeded',
      'payment_intent.created',
      'payment_intent.succeeded',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ])
  })

  it('are the same on a test clock as in real time, in the same order', () => {
    const story = (
      advance: (its: ReturnType<typeof engine>, clock: Stored | null, to: number) => void,
      has: boolean,
    ) => {
      const its = engine(start)
      const clock = has ? its.call('/v1/test_helpers/test_clocks', { frozen_time: start }) : null
      const owner = clock ? { test_clock: clock.id } : {}
      const people = [its.customer('pm_card_visa', owner), its.customer('pm_card_chargeCustomerFail', owner)]
      const [monthly, yearly] = [its.price(1900), its.price(19_000, { interval: 'year' })]
      its.subscribe(people[0] as Stored, monthly, { trial_period_days: 14 })
      its.subscribe(people[1] as Stored, yearly, { trial_period_days: 20 })
      const steps = Array.from({ length: 12 }, (_, index) => start + (index + 1) * 30 * day)
      for (const to of steps) advance(its, clock, to)
      const seen = its.ctx.store.all('event').filter(({ type }) => !type.startsWith('test_helpers.'))
      return seen.map((event) => `${event.created} ${event.type}`)
    }
    const byTime = story((its, _clock, to) => its.pass(to), false)
    const byClock = story((its, clock, to) => {
      its.call(`/v1/test_helpers/test_clocks/${clock?.id}/advance`, { frozen_time: to })
    }, true)
    expect(byTime.length).toBeGreaterThan(100)
    // Objects created before any time passes have the same creation time in both runs.
    expect(byClock).toEqual(byTime)
  })
})

describe('an error for one customer', () => {
  it('is logged and does not affect the others', () => {
    const its = engine(start)
    const price = its.price(1000)
    const [bad, good] = [its.subscribe(its.customer(), price), its.subscribe(its.customer(), price)]
    const end = good.items.data[0].current_period_end
    its.ctx.transaction(() => its.ctx.store.patch(bad.id, { default_payment_method: 'pm_lost' }))
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    its.pass(end + hour)
    expect(logged.mock.calls.map(([text]) => text)).toEqual([`scheduled work for ${bad.customer} failed`])
    logged.mockRestore()
    expect(its.invoices(good).map(({ status }) => status)).toEqual(['paid', 'paid'])
    expect(its.invoices(bad).map(({ status }) => status)).toEqual(['paid', 'draft'])
  })
})
