import { describe, expect, it } from 'vitest'
import type { Stored } from '../store'
import { at, engine } from './testing'

// The orders of reference section 4.2, one test for each sequence that the engine makes.

const start = at('2026-01-10T09:00:00Z')
const day = 86_400
const hour = 3600

function told(its: ReturnType<typeof engine>, work: () => unknown) {
  const before = its.ctx.store.all('event').length
  try {
    work()
  } catch (error) {
    // A declined card is an answer too.
    if (!(error as { keep?: boolean }).keep) throw error
  }
  return its.ctx.store.all('event').slice(before)
}
const typesOf = (events: Stored[]) => events.map((event) => event.type as string)
const previousOf = (events: Stored[], type: string) =>
  events.find((event) => event.type === type)?.data.previous_attributes

function checkout(its: ReturnType<typeof engine>, number: string, more: Record<string, unknown> = {}) {
  const price = its.price(1900)
  const session = its.call('/v1/checkout/sessions', {
    mode: 'subscription',
    success_url: 'http://127.0.0.1/done',
    line_items: [{ price: price.id, quantity: 1 }],
    ...more,
  })
  const card = { number, exp_month: 12, exp_year: 2034, cvc: '123' }
  const pay = () => {
    const method = its.call('/v1/payment_methods', { type: 'card', card })
    const billing_details = { email: 'ada@example.com' }
    const params = { payment_method: method.id, billing_details }
    return its.call(`/_internal/checkout/sessions/${session.id}/confirm`, params)
  }
  return { session, pay }
}

describe('events', () => {
  it('A: of a paid Checkout', () => {
    const its = engine(start)
    const { pay } = checkout(its, '4242424242424242', { customer: its.customer(null).id })
    expect(typesOf(told(its, pay))).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'payment_method.attached',
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ])
  })

  it('B: of a Checkout with a trial', () => {
    const its = engine(start)
    const more = { customer: its.customer(null).id, subscription_data: { trial_period_days: 14 } }
    const { pay, session } = checkout(its, '4242424242424242', more)
    expect(typesOf(told(its, pay))).toEqual([
      'setup_intent.created',
      'setup_intent.succeeded',
      'payment_method.attached',
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
    ])
    expect(its.read(session.id)).toMatchObject({ payment_status: 'no_payment_required', status: 'complete' })
  })

  it('C: of a declined Checkout, which leaves no subscription', () => {
    const its = engine(start)
    const { pay, session } = checkout(its, '4000000000000341', { customer: its.customer(null).id })
    const seen = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']
    expect(typesOf(told(its, pay))).toEqual(seen)
    expect(its.ctx.store.all('subscription')).toEqual([])
    const gone = told(its, () => its.pass(start + day))
    expect(typesOf(gone)).toEqual(['checkout.session.expired'])
    expect(its.read(session.id).url).toBeNull()
  })

  it('D: of a first payment that fails, is made up for, or never comes', () => {
    const its = engine(start)
    const [person, other, what] = [
      its.customer('pm_card_chargeCustomerFail'),
      its.customer('pm_card_chargeCustomerFail'),
      its.price(1900),
    ]
    let subscription: Stored | undefined
    const failed = told(its, () => {
      subscription = its.subscribe(person, what)
    })
    expect(typesOf(failed)).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
    ])
    expect(subscription?.status).toBe('incomplete')
    const invoice = subscription?.latest_invoice
    const paid = told(its, () => its.call(`/v1/invoices/${invoice}/pay`, { payment_method: 'pm_card_visa' }))
    expect(typesOf(paid)).toContain('invoice.paid')
    expect(previousOf(paid, 'customer.subscription.updated')).toEqual({ status: 'incomplete' })
    its.subscribe(other, what)
    const expired = told(its, () => its.pass(start + day))
    expect(typesOf(expired)).toEqual(['customer.subscription.updated', 'invoice.voided', 'payment_intent.canceled'])
    expect(previousOf(expired, 'customer.subscription.updated')).toEqual({ status: 'incomplete' })
  })

  it('E: of a renewal', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const end = subscription.items.data[0].current_period_end
    expect(typesOf(told(its, () => its.pass(end - 1)))).toEqual(['invoice.upcoming'])
    const drafted = told(its, () => its.pass(end))
    expect(typesOf(drafted)).toEqual(['customer.subscription.updated', 'invoice.created'])
    const previous = previousOf(drafted, 'customer.subscription.updated')
    expect(Object.keys(previous).sort()).toEqual(['items', 'latest_invoice'])
    expect(previous.items.data[0]).toMatchObject({ current_period_end: end })
    expect(typesOf(told(its, () => its.pass(end + hour)))).toEqual([
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ])
  })

  it('F: of a renewal that fails', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const method = its.call('/v1/payment_methods/pm_card_chargeCustomerFail/attach', {
      customer: subscription.customer,
    })
    its.call(`/v1/subscriptions/${subscription.id}`, { default_payment_method: method.id })
    const end = subscription.items.data[0].current_period_end
    its.pass(end)
    const failed = told(its, () => its.pass(end + hour))
    expect(typesOf(failed)).toEqual([
      'invoice.finalized',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'customer.subscription.updated',
    ])
    expect(previousOf(failed, 'customer.subscription.updated')).toEqual({ status: 'active' })
    expect(typesOf(told(its, () => its.pass(end + hour + 3 * day)))).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'invoice.updated',
    ])
  })

  it('G: of a cancellation at the period’s end, its survey, and its being taken back', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const path = `/v1/subscriptions/${subscription.id}`
    const end = subscription.items.data[0].current_period_end
    const set = told(its, () => its.call(path, { cancel_at: end }))
    expect(typesOf(set)).toEqual(['customer.subscription.updated'])
    const nothing = { cancel_at: null, canceled_at: null, cancellation_details: { reason: null } }
    expect(previousOf(set, 'customer.subscription.updated')).toEqual(nothing)
    const said = told(its, () => its.call(path, { cancellation_details: { feedback: 'unused' } }))
    const before = { cancellation_details: { feedback: null } }
    expect(previousOf(said, 'customer.subscription.updated')).toEqual(before)
    const kept = told(its, () => its.call(path, { cancel_at: '' }))
    expect(previousOf(kept, 'customer.subscription.updated')).toMatchObject({ cancel_at: end, canceled_at: start })
    its.call(path, { cancel_at: end })
    expect(typesOf(told(its, () => its.pass(end)))).toEqual(['customer.subscription.deleted'])
  })

  it('I: of a plan switch that is charged at once', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const { id } = subscription.items.data[0]
    const dear = its.price(2000)
    its.clock.now = start + 15 * day
    const params = { items: [{ id, price: dear.id }], proration_behavior: 'always_invoice' }
    const events = told(its, () => its.call(`/v1/subscriptions/${subscription.id}`, params))
    expect(typesOf(events)).toEqual([
      'customer.subscription.updated',
      'invoiceitem.created',
      'invoiceitem.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ])
    expect(Object.keys(previousOf(events, 'customer.subscription.updated')).sort()).toEqual(['items', 'latest_invoice'])
  })

  it('J: of a change at the period’s end', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(2000))
    const cheap = its.price(1000)
    const made = told(its, () => its.call('/v1/subscription_schedules', { from_subscription: subscription.id }))
    expect(typesOf(made)).toEqual(['subscription_schedule.created', 'customer.subscription.updated'])
    expect(previousOf(made, 'customer.subscription.updated')).toEqual({ schedule: null })
    const [schedule] = its.ctx.store.all('subscription_schedule')
    const { start_date, end_date, items } = (schedule as Stored).phases[0]
    const first = { start_date, end_date, items: [{ price: items[0].price, quantity: 1 }] }
    const next = { items: [{ price: cheap.id }], duration: { interval: 'month', interval_count: 1 } }
    its.call(`/v1/subscription_schedules/${schedule?.id}`, { phases: [first, next] })
    its.pass(end_date - 1)
    const moved = told(its, () => its.pass(end_date))
    expect(typesOf(moved)).toEqual([
      'subscription_schedule.updated',
      'customer.subscription.updated',
      'customer.subscription.updated',
      'invoice.created',
    ])
  })

  it('K: of a customer who is deleted', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const events = told(its, () => its.ctx.call('DELETE', `/v1/customers/${subscription.customer}`))
    expect(typesOf(events)).toEqual(['customer.subscription.deleted', 'customer.deleted'])
    expect(its.ctx.call('GET', `/v1/customers/${subscription.customer}`)).toMatchObject({ deleted: true })
  })

  it('L: of entitlements, after everything else', () => {
    const its = engine(start)
    const price = its.price(1900)
    const feature = its.call('/v1/entitlements/features', { name: 'SSO', lookup_key: 'sso' })
    its.call(`/v1/products/${price.product}/features`, { entitlement_feature: feature.id })
    const person = its.customer()
    let subscription: Stored | undefined
    const events = told(its, () => {
      subscription = its.subscribe(person, price)
    })
    const summary = 'entitlements.active_entitlement_summary.updated'
    expect(typesOf(events).at(-1)).toBe(summary)
    expect(events.at(-1)?.data.object).toMatchObject({
      customer: person.id,
      entitlements: { data: [{ lookup_key: 'sso' }] },
    })
    const path = '/v1/entitlements/active_entitlements'
    expect(its.ctx.call('GET', path, { customer: person.id }).data).toMatchObject([{ feature: feature.id }])
    const ended = told(its, () => its.ctx.call('DELETE', `/v1/subscriptions/${subscription?.id}`))
    expect(typesOf(ended)).toEqual(['customer.subscription.deleted', summary])
    expect(its.ctx.call('GET', path, { customer: person.id }).data).toEqual([])
  })

  it('M: of a test clock', () => {
    const its = engine(start)
    const events = told(its, () => {
      const clock = its.call('/v1/test_helpers/test_clocks', { frozen_time: start })
      its.customer('pm_card_visa', { test_clock: clock.id })
      its.call(`/v1/test_helpers/test_clocks/${clock.id}/advance`, { frozen_time: start + day })
      its.ctx.call('DELETE', `/v1/test_helpers/test_clocks/${clock.id}`)
    })
    const own = typesOf(events).filter((type) => type.startsWith('test_helpers'))
    const steps = ['created', 'advancing', 'ready', 'deleted']
    expect(own).toEqual(steps.map((step) => `test_helpers.test_clock.${step}`))
  })
})
