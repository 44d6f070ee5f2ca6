import { describe, expect, it } from 'vitest'
import { at, engine } from '../../testing/engine'
import { changeSettings } from '../core/account-settings'

const start = at('2026-01-10T09:00:00Z')
const day = 86_400
const hour = 3600

function failing(final_state: string) {
  const its = engine(start)
  changeSettings(its.ctx, { retry_days: [1], final_state })
  const person = its.customer('pm_card_chargeCustomerFail')
  const subscription = its.subscribe(person, its.price(1900), { trial_period_days: 5 })
  const first = start + 5 * day + hour
  its.pass(first)
  expect(its.read(subscription.id).status).toBe('past_due')
  its.pass(first + day)
  const pay = (invoice: string) => its.call(`/v1/invoices/${invoice}/pay`, { payment_method: 'pm_card_visa' })
  return { ...its, subscription, pay, now: () => its.read(subscription.id) }
}

describe('a subscription after the last failed attempt', () => {
  it('is canceled', () => {
    const { now } = failing('cancel')
    expect(now()).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } })
  })

  it('stays past due', () => {
    const { now, pay } = failing('past_due')
    expect(now().status).toBe('past_due')
    pay(now().latest_invoice)
    expect(now().status).toBe('active')
  })

  it('is unpaid, and its invoices stay drafts until the latest one is paid', () => {
    const { now, pay, pass, invoices, subscription, read } = failing('unpaid')
    expect(now().status).toBe('unpaid')
    const end = now().items.data[0].current_period_end
    pass(end + 2 * hour)
    const latest = invoices(subscription).at(-1)
    expect(latest).toMatchObject({ status: 'draft', auto_advance: false, billing_reason: 'subscription_cycle' })
    pay(latest?.id ?? '')
    expect(now().status).toBe('active')
    expect(read(latest?.id ?? '').status).toBe('paid')
  })

  it('is paused if the account is configured that way', () => {
    const { now, events } = failing('pause')
    const paused = { subscription: { type: 'final_payment_failure' } }
    expect(now()).toMatchObject({ status: 'paused', status_details: { paused } })
    expect(events().at(-1)).toBe('customer.subscription.paused')
  })
})

describe('a past due subscription', () => {
  it('becomes active again when its invoice is uncollectible or void', () => {
    for (const close of ['mark_uncollectible', 'void']) {
      const { call, now } = failing('past_due')
      call(`/v1/invoices/${now().latest_invoice}/${close}`)
      expect(now().status).toBe('active')
    }
  })
})

describe('an emailed invoice', () => {
  it('starts the subscription, is finalized in an hour, is overdue after its due date, and is never charged', () => {
    const { price, customer, subscribe, pass, read, events, call } = engine(start)
    const person = customer(null)
    const how = { collection_method: 'send_invoice' }
    expect(() => subscribe(person, price(1900), how)).toThrow(/days_until_due/)
    const subscription = subscribe(person, price(1900), { ...how, days_until_due: 7 })
    expect(subscription.status).toBe('active')
    const invoice = () => read(subscription.latest_invoice)
    expect(invoice().status).toBe('draft')
    pass(start + hour)
    expect(invoice()).toMatchObject({ status: 'open', due_date: start + hour + 7 * day, next_payment_attempt: null })
    expect(events()).toContain('invoice.sent')
    pass(start + hour + 7 * day)
    expect(read(subscription.id).status).toBe('past_due')
    expect(events()).toContain('invoice.overdue')
    expect(events()).not.toContain('charge.failed')
    call(`/v1/invoices/${invoice().id}/pay`, { paid_out_of_band: true })
    expect(read(subscription.id).status).toBe('active')
  })
})

describe('invoice.upcoming', () => {
  it('is sent once, several days before a renewal, and not for a canceled subscription', () => {
    const { price, customer, subscribe, pass, ctx, call } = engine(start)
    changeSettings(ctx, { upcoming_days: 3 })
    const subscription = subscribe(customer(), price(1900))
    const end = subscription.items.data[0].current_period_end
    const seen = () => ctx.store.all('event').filter(({ type }) => type === 'invoice.upcoming')
    pass(end - 3 * day - 1)
    expect(seen()).toHaveLength(0)
    pass(end - hour)
    expect(seen()).toHaveLength(1)
    const { object } = seen()[0]?.data ?? {}
    expect(object).toMatchObject({ object: 'invoice', amount_due: 1900, billing_reason: 'upcoming' })
    expect(object).not.toHaveProperty('id')
    call(`/v1/subscriptions/${subscription.id}`, { cancel_at: end + 10 * day })
    pass(end + 28 * day)
    expect(seen()).toHaveLength(1)
  })
})
