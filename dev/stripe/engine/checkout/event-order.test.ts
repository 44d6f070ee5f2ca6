import { describe, expect, it } from 'vitest'
import { at, emitted, engine, previousOf, typesOf } from '../../testing/engine'
import type { Stored } from '../core/store'

const start = at('2026-01-10T09:00:00Z')
const day = 86_400

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

describe('event order', () => {
  it('for a paid Checkout session', () => {
    const its = engine(start)
    const { pay } = checkout(its, '4242424242424242', { customer: its.customer(null).id })
    expect(typesOf(emitted(its, pay))).toEqual([
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

  it('for a Checkout session with a trial', () => {
    const its = engine(start)
    const more = { customer: its.customer(null).id, subscription_data: { trial_period_days: 14 } }
    const { pay, session } = checkout(its, '4242424242424242', more)
    expect(typesOf(emitted(its, pay))).toEqual([
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

  it('for a declined Checkout session, which creates no subscription', () => {
    const its = engine(start)
    const { pay, session } = checkout(its, '4000000000000341', { customer: its.customer(null).id })
    const seen = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']
    expect(typesOf(emitted(its, pay))).toEqual(seen)
    expect(its.ctx.store.all('subscription')).toEqual([])
    const gone = emitted(its, () => its.pass(start + day))
    expect(typesOf(gone)).toEqual(['checkout.session.expired'])
    expect(its.read(session.id).url).toBeNull()
  })

  it('for a first payment that fails, succeeds on retry, or never succeeds', () => {
    const its = engine(start)
    const [person, other, what] = [
      its.customer('pm_card_chargeCustomerFail'),
      its.customer('pm_card_chargeCustomerFail'),
      its.price(1900),
    ]
    let subscription: Stored | undefined
    const failed = emitted(its, () => {
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
    const paid = emitted(its, () => its.call(`/v1/invoices/${invoice}/pay`, { payment_method: 'pm_card_visa' }))
    expect(typesOf(paid)).toContain('invoice.paid')
    expect(previousOf(paid, 'customer.subscription.updated')).toEqual({ status: 'incomplete' })
    its.subscribe(other, what)
    const expired = emitted(its, () => its.pass(start + day))
    expect(typesOf(expired)).toEqual(['customer.subscription.updated', 'invoice.voided', 'payment_intent.canceled'])
    expect(previousOf(expired, 'customer.subscription.updated')).toEqual({ status: 'incomplete' })
  })
})
