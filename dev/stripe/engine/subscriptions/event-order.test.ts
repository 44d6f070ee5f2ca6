import { describe, expect, it } from 'vitest'
import { at, emitted, engine, previousOf, typesOf } from '../../testing/engine'
import type { Stored } from '../core/store'

const start = at('2026-01-10T09:00:00Z')
const day = 86_400
const hour = 3600

describe('event order', () => {
  it('for a renewal', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const end = subscription.items.data[0].current_period_end
    expect(typesOf(emitted(its, () => its.pass(end - 1)))).toEqual(['invoice.upcoming'])
    const drafted = emitted(its, () => its.pass(end))
    expect(typesOf(drafted)).toEqual(['customer.subscription.updated', 'invoice.created'])
    const previous = previousOf(drafted, 'customer.subscription.updated')
    expect(Object.keys(previous).sort()).toEqual(['items', 'latest_invoice'])
    expect(previous.items.data[0]).toMatchObject({ current_period_end: end })
    expect(typesOf(emitted(its, () => its.pass(end + hour)))).toEqual([
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ])
  })

  it('for a failed renewal', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const method = its.call('/v1/payment_methods/pm_card_chargeCustomerFail/attach', {
      customer: subscription.customer,
    })
    its.call(`/v1/subscriptions/${subscription.id}`, { default_payment_method: method.id })
    const end = subscription.items.data[0].current_period_end
    its.pass(end)
    const failed = emitted(its, () => its.pass(end + hour))
    expect(typesOf(failed)).toEqual([
      'invoice.finalized',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'customer.subscription.updated',
    ])
    expect(previousOf(failed, 'customer.subscription.updated')).toEqual({ status: 'active' })
    expect(typesOf(emitted(its, () => its.pass(end + hour + 3 * day)))).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'invoice.updated',
    ])
  })

  it('for a cancellation at the end of the period, its survey, and undoing it', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const path = `/v1/subscriptions/${subscription.id}`
    const end = subscription.items.data[0].current_period_end
    const set = emitted(its, () => its.call(path, { cancel_at: end }))
    expect(typesOf(set)).toEqual(['customer.subscription.updated'])
    const nothing = { cancel_at: null, canceled_at: null, cancellation_details: { reason: null } }
    expect(previousOf(set, 'customer.subscription.updated')).toEqual(nothing)
    const surveyed = emitted(its, () => its.call(path, { cancellation_details: { feedback: 'unused' } }))
    const before = { cancellation_details: { feedback: null } }
    expect(previousOf(surveyed, 'customer.subscription.updated')).toEqual(before)
    const kept = emitted(its, () => its.call(path, { cancel_at: '' }))
    expect(previousOf(kept, 'customer.subscription.updated')).toMatchObject({ cancel_at: end, canceled_at: start })
    its.call(path, { cancel_at: end })
    expect(typesOf(emitted(its, () => its.pass(end)))).toEqual(['customer.subscription.deleted'])
  })

  it('for a plan change that is charged immediately', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const { id } = subscription.items.data[0]
    const expensive = its.price(2000)
    its.clock.now = start + 15 * day
    const params = { items: [{ id, price: expensive.id }], proration_behavior: 'always_invoice' }
    const events = emitted(its, () => its.call(`/v1/subscriptions/${subscription.id}`, params))
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

  it('for a change at the end of the period', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(2000))
    const cheap = its.price(1000)
    const made = emitted(its, () => its.call('/v1/subscription_schedules', { from_subscription: subscription.id }))
    expect(typesOf(made)).toEqual(['subscription_schedule.created', 'customer.subscription.updated'])
    expect(previousOf(made, 'customer.subscription.updated')).toEqual({ schedule: null })
    const [schedule] = its.ctx.store.all('subscription_schedule')
    const { start_date, end_date, items } = (schedule as Stored).phases[0]
    const first = { start_date, end_date, items: [{ price: items[0].price, quantity: 1 }] }
    const next = { items: [{ price: cheap.id }], duration: { interval: 'month', interval_count: 1 } }
    its.call(`/v1/subscription_schedules/${schedule?.id}`, { phases: [first, next] })
    its.pass(end_date - 1)
    const moved = emitted(its, () => its.pass(end_date))
    expect(typesOf(moved)).toEqual([
      'subscription_schedule.updated',
      'customer.subscription.updated',
      'customer.subscription.updated',
      'invoice.created',
    ])
  })

  it('for a deleted customer', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const events = emitted(its, () => its.ctx.call('DELETE', `/v1/customers/${subscription.customer}`))
    expect(typesOf(events)).toEqual(['customer.subscription.deleted', 'customer.deleted'])
    expect(its.ctx.call('GET', `/v1/customers/${subscription.customer}`)).toMatchObject({ deleted: true })
  })

  it('has entitlements after everything else', () => {
    const its = engine(start)
    const price = its.price(1900)
    const feature = its.call('/v1/entitlements/features', { name: 'SSO', lookup_key: 'sso' })
    its.call(`/v1/products/${price.product}/features`, { entitlement_feature: feature.id })
    const person = its.customer()
    let subscription: Stored | undefined
    const events = emitted(its, () => {
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
    const ended = emitted(its, () => its.ctx.call('DELETE', `/v1/subscriptions/${subscription?.id}`))
    expect(typesOf(ended)).toEqual(['customer.subscription.deleted', summary])
    expect(its.ctx.call('GET', path, { customer: person.id }).data).toEqual([])
  })

  it('for a test clock', () => {
    const its = engine(start)
    const events = emitted(its, () => {
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
