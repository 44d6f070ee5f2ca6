import { describe, expect, it } from 'vitest'
import type { Stored } from '../../engine/core/store'
import { card } from '../../testing/browser'
import { endings, type Shop, shop } from '../../testing/shop'

function adding() {
  const its = shop()
  const customer = its.customer()
  const path = its.portal(customer, {
    flow_data: { type: 'payment_method_update', after_completion: endings.redirect },
  })
  const current = () => its.read(customer.id).invoice_settings.default_payment_method
  return { ...its, customer, path, at: `${path}/payment-methods/add`, current, before: current() }
}

describe('a new payment method', () => {
  it('becomes the customer’s default, but not the subscription’s', async () => {
    const { web, at, current, before, read, subscribe, customer, proMonth } = adding()
    const subscription = subscribe(customer, proMonth, { default_payment_method: before })
    await web.post(at, card('5555555555554444'))
    expect(current()).not.toBe(before)
    expect(read(current()).card.last4).toBe('4444')
    expect(read(subscription.id).default_payment_method).toBe(before)
  })

  it.each([
    ['4000000000000002', 'Your card was declined.'],
    ['4000000000009995', 'Your card has insufficient funds.'],
    ['4000000000000069', 'Your card has expired.'],
    ['4242424242424241', 'Your card number is invalid.'],
  ])('is declined for %s', async (number, message) => {
    const { web, at, current, before, path } = adding()
    const response = await web.post(at, card(number))
    expect(response.status).toBe(402)
    expect(response.text).toContain(message)
    expect(current()).toBe(before)
    expect((await web.get(path)).status).toBe(200)
  })

  it('is saved after 3D Secure', async () => {
    const { web, at, current, before } = adding()
    const bank = (await web.post(at, card('4000000000003220'))).location ?? ''
    expect(bank).toMatch(/^\/3ds\/seti_/)
    expect(current()).toBe(before)
    const done = await web.post(bank.split('?')[0] ?? '', { outcome: 'succeed' })
    expect(done.location).toBe('http://127.0.0.1:3000/done')
    expect(current()).not.toBe(before)
  })

  it('is not saved if 3D Secure fails', async () => {
    const { web, at, current, before } = adding()
    const bank = (await web.post(at, card('4000000000003220'))).location ?? ''
    const back = new URL(bank, 'http://x').searchParams.get('return') ?? ''
    const failed = await web.post(bank.split('?')[0] ?? '', { outcome: 'fail', return: back })
    expect((await web.get(failed.location ?? '')).text).toContain('We are unable to authenticate')
    expect(current()).toBe(before)
  })

  it('can be an existing card', async () => {
    const { web, at, path, customer, call, current } = adding()
    const other = call('/v1/payment_methods', {
      type: 'card',
      card: { number: '5555555555554444', exp_month: 1, exp_year: 2031, cvc: '123' },
    })
    call(`/v1/payment_methods/${other.id}/attach`, { customer: customer.id })
    expect((await web.get(path)).html).toContain('id="radio-add"')
    await web.post(at, { saved: other.id })
    expect(current()).toBe(other.id)
  })
})

describe('the bank’s page', () => {
  it('shows that there is nothing to authenticate if the intent requires no action', async () => {
    const { web } = shop()
    expect((await web.get('/3ds/seti_nothing?return=//evil.example')).status).toBe(404)
    const response = await web.post('/3ds/pi_nothing', { outcome: 'succeed', return: '//evil.example' })
    expect([response.status, response.location]).toEqual([404, null])
  })
})

describe('events (reference section 4.2)', () => {
  const newsOf = ({ ctx }: Pick<Shop, 'ctx'>, from: number) => ctx.store.all('event').slice(from)
  const typesOf = (events: Stored[]) => events.map((event) => event.type as string)

  it('H: include the previous card when a new card is saved', async () => {
    const its = adding()
    const from = its.ctx.store.all('event').length
    await its.web.post(its.at, card('5555555555554444'))
    const news = newsOf(its, from)
    expect(typesOf(news)).toEqual([
      'setup_intent.created',
      'setup_intent.succeeded',
      'payment_method.attached',
      'customer.updated',
    ])
    const { object, previous_attributes } = news.at(-1)?.data ?? {}
    expect(previous_attributes).toEqual({ invoice_settings: { default_payment_method: its.before } })
    expect(object.invoice_settings.default_payment_method).toBe(its.current())
  })

  it('H: are sent for a card that requires authentication', async () => {
    const its = adding()
    const from = its.ctx.store.all('event').length
    const bank = (await its.web.post(its.at, card('4000000000003220'))).location ?? ''
    expect(typesOf(newsOf(its, from))).toEqual(['setup_intent.created', 'setup_intent.requires_action'])
    await its.web.post(bank.split('?')[0] ?? '', { outcome: 'succeed' })
    expect(typesOf(newsOf(its, from)).slice(2)).toEqual([
      'setup_intent.succeeded',
      'payment_method.attached',
      'customer.updated',
    ])
  })

  it('H: do not change the customer if the card is declined', async () => {
    const its = adding()
    const from = its.ctx.store.all('event').length
    await its.web.post(its.at, card('4000000000000002'))
    expect(typesOf(newsOf(its, from))).toEqual(['setup_intent.created', 'setup_intent.setup_failed'])
  })

  it('H: are sent for a saved card that becomes the default', async () => {
    const its = adding()
    const saved = its.call('/v1/payment_methods/pm_card_amex/attach', { customer: its.customer.id })
    const from = its.ctx.store.all('event').length
    await its.web.post(its.at, { saved: saved.id })
    expect(typesOf(newsOf(its, from))).toEqual(['customer.updated'])
  })
})
