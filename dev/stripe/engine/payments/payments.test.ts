import { describe, expect, it } from 'vitest'
import { at, engine } from '../../testing/engine'
import type { Stored } from '../core/store'

const start = at('2026-01-10T09:00:00Z')

function paid(token = 'pm_card_visa', more: Record<string, unknown> = {}) {
  const its = engine(start)
  const params = { amount: 5000, currency: 'usd', confirm: true, payment_method: token, ...more }
  const intent = its.call('/v1/payment_intents', params)
  return { ...its, intent, charge: () => its.read(intent.latest_charge) }
}

/** Returns the thrown API error. */
function errorOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    return error as { status: number; body: Record<string, unknown> }
  }
  throw new Error('expected an error')
}

describe('a refund', () => {
  it('returns part of a charge, then the rest, but no more than that', () => {
    const { call, intent, charge, ctx } = paid()
    const part = call('/v1/refunds', { payment_intent: intent.id, amount: 2000 })
    expect(part).toMatchObject({ object: 'refund', amount: 2000, status: 'succeeded', charge: intent.latest_charge })
    expect(charge()).toMatchObject({ amount_refunded: 2000, refunded: false })
    const tooMuch = errorOf(() => call('/v1/refunds', { charge: charge().id, amount: 4000 }))
    expect(tooMuch.body.message).toBe('Refund amount ($40.00) is greater than unrefunded amount on charge ($30.00)')
    call('/v1/refunds', { charge: charge().id })
    expect(charge()).toMatchObject({ amount_refunded: 5000, refunded: true })
    expect(errorOf(() => call('/v1/refunds', { charge: charge().id })).body.code).toBe('charge_already_refunded')
    const events = ctx.store.all('event').filter(({ type }) => /refund/.test(type))
    expect(events.map(({ type }) => type)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.created',
      'charge.refunded',
    ])
    expect(events[1]?.data.previous_attributes).toEqual({ amount_refunded: 0 })
    expect(ctx.call('GET', '/v1/refunds', { charge: charge().id }).data).toHaveLength(2)
  })

  it('leaves the invoice paid', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1900))
    const [link] = its.ctx.call('GET', '/v1/invoice_payments', { invoice: subscription.latest_invoice }).data
    its.call('/v1/refunds', { payment_intent: link.payment.payment_intent })
    expect(its.read(subscription.latest_invoice).status).toBe('paid')
  })
})

describe('a dispute', () => {
  it.each([
    ['winning_evidence', 'won', 'charge.dispute.funds_reinstated'],
    ['losing_evidence', 'lost', 'charge.dispute.closed'],
  ])('is decided by %s', (uncategorized_text, status, last) => {
    const { ctx, call, events, charge } = paid('pm_card_createDispute')
    const [dispute] = ctx.store.all('dispute')
    expect(dispute).toMatchObject({ reason: 'fraudulent', status: 'needs_response', amount: 5000 })
    expect(charge().disputed).toBe(true)
    expect(events().slice(-2)).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn'])
    expect(errorOf(() => call('/v1/refunds', { charge: charge().id })).body.code).toBe('charge_disputed')
    const path = `/v1/disputes/${dispute?.id}`
    expect(call(path, { evidence: { uncategorized_text }, submit: false }).status).toBe('needs_response')
    expect(call(path, { evidence: { uncategorized_text } }).status).toBe(status)
    expect(events().at(-1)).toBe(last)
    expect(() => call(`${path}/close`)).toThrow(/already closed/)
  })
})

describe('a payment intent', () => {
  it('can be confirmed later, but only once', () => {
    const its = engine(start)
    const intent = its.call('/v1/payment_intents', { amount: 5000, currency: 'usd' })
    const path = `/v1/payment_intents/${intent.id}`
    expect(intent.status).toBe('requires_payment_method')
    expect(() => its.call(`${path}/confirm`)).toThrow(/missing a payment method/)
    expect(its.call(path, { amount: 6000, payment_method: 'pm_card_visa' }).status).toBe('requires_confirmation')
    expect(its.call(`${path}/confirm`)).toMatchObject({ status: 'succeeded', amount_received: 6000 })
    const twice = errorOf(() => its.call(`${path}/confirm`))
    expect(twice.body).toMatchObject({ code: 'payment_intent_unexpected_state', payment_intent: { id: intent.id } })
    expect(() => its.call(`${path}/cancel`)).toThrow(/status of succeeded/)
  })

  it('holds the amount until it is captured or canceled', () => {
    const { call, intent, charge } = paid('pm_card_visa', { capture_method: 'manual' })
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 5000 })
    expect(charge().captured).toBe(false)
    const captured = call(`/v1/payment_intents/${intent.id}/capture`, { amount_to_capture: 3000 })
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 3000 })
    const other = paid('pm_card_visa', { capture_method: 'manual' })
    expect(other.call(`/v1/payment_intents/${other.intent.id}/cancel`)).toMatchObject({ status: 'canceled' })
  })

  it('is declined off session if the bank requires authentication', () => {
    const error = errorOf(() => paid('pm_card_authenticationRequired', { off_session: true }))
    expect(error).toMatchObject({ status: 402, body: { code: 'authentication_required' } })
  })

  it.each([
    [{ amount: 20 }, /at least \$0.50 usd/],
    [{ amount: 100_000_000 }, /no more than \$999,999.99 usd/],
    [{ currency: 'xxx' }, /Invalid currency: xxx/],
    [{ confirmation_method: 'manual' }, /does not implement confirmation_method/],
  ])('is rejected with %j', (params, message) => {
    expect(() => paid('pm_card_visa', params)).toThrow(message)
  })

  it('pays its invoice, and saves the card if requested', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(null), its.price(1900), {
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
    })
    const [link] = its.ctx.call('GET', '/v1/invoice_payments', { invoice: subscription.latest_invoice }).data
    const path = `/v1/payment_intents/${link.payment.payment_intent}/confirm`
    const intent = its.call(path, { payment_method: 'pm_card_visa' })
    expect(its.read(subscription.latest_invoice).status).toBe('paid')
    const after = its.read(subscription.id)
    expect(after).toMatchObject({ status: 'active', default_payment_method: intent.payment_method })
    expect(its.read(intent.payment_method).customer).toBe(subscription.customer)
  })
})

describe('a setup intent', () => {
  it('is pending on a free trial until a card is saved', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(null), its.price(1900), {
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
      trial_period_days: 14,
    })
    const path = `/v1/setup_intents/${subscription.pending_setup_intent}`
    const done = its.call(`${path}/confirm`, { payment_method: 'pm_card_visa' })
    const card = { pending_setup_intent: null, default_payment_method: done.payment_method }
    expect(its.read(subscription.id)).toMatchObject(card)
    expect(() => its.call(`${path}/cancel`)).toThrow(/status of succeeded/)
  })
})

describe('a customer’s balance', () => {
  it('records every change, is used, and is returned when an invoice is voided', () => {
    const its = engine(start)
    const person = its.customer('pm_card_chargeCustomerFail')
    const path = `/v1/customers/${person.id}/balance_transactions`
    const made = its.call(path, { amount: -500, currency: 'usd', description: 'Sorry' })
    expect(made).toMatchObject({ amount: -500, ending_balance: -500, type: 'adjustment', description: 'Sorry' })
    const subscription = its.subscribe(person, its.price(1900))
    const invoice = its.read(subscription.latest_invoice)
    expect(invoice).toMatchObject({ amount_due: 1400, starting_balance: -500, ending_balance: 0, status: 'open' })
    its.call(`/v1/invoices/${invoice.id}/void`)
    const list: Stored[] = its.ctx.call('GET', path).data
    expect(list.map(({ type, amount }) => [type, amount])).toEqual([
      ['unapplied_from_invoice', -500],
      ['applied_to_invoice', 500],
      ['adjustment', -500],
    ])
    expect(its.read(person.id).balance).toBe(-500)
  })
})

describe('a manual invoice', () => {
  it('starts as a draft, gets its items, and is paid', () => {
    const its = engine(start)
    const person = its.customer()
    const draft = its.call('/v1/invoices', { customer: person.id, description: 'Workshop' })
    expect(draft).toMatchObject({ status: 'draft', parent: null, billing_reason: 'manual', auto_advance: false })
    const item = its.call('/v1/invoiceitems', { customer: person.id, invoice: draft.id, amount: 3000, currency: 'usd' })
    its.call('/v1/invoiceitems', { customer: person.id, invoice: draft.id, amount: -1000, currency: 'usd' })
    its.call(`/v1/invoiceitems/${item.id}`, { amount: 4000 })
    expect(its.read(draft.id)).toMatchObject({ total: 3000, amount_due: 3000 })
    const open = its.call(`/v1/invoices/${draft.id}/finalize`)
    expect(open).toMatchObject({ status: 'open', number: expect.stringMatching(/-0001$/) })
    expect(() => its.ctx.call('DELETE', `/v1/invoiceitems/${item.id}`)).toThrow(/finalized/)
    expect(its.call(`/v1/invoices/${draft.id}/pay`)).toMatchObject({ status: 'paid', amount_paid: 3000 })
    expect(() => its.ctx.call('DELETE', `/v1/invoices/${draft.id}`)).toThrow(/only delete draft/)
  })

  it('includes pending items if requested, otherwise the next renewal does', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const { customer } = subscription
    its.call('/v1/invoiceitems', { customer, amount: 300, currency: 'usd' })
    its.pass(subscription.items.data[0].current_period_end)
    expect(its.invoices(subscription).at(-1)).toMatchObject({ total: 1300 })
    its.call('/v1/invoiceitems', { customer, amount: 700, currency: 'usd' })
    expect(its.call('/v1/invoices', { customer }).total).toBe(0)
    expect(its.call('/v1/invoices', { customer, pending_invoice_items_behavior: 'include' }).total).toBe(700)
  })
})
