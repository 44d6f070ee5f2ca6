import { describe, expect, it } from 'vitest'
import { readCard } from './card-form'
import { translator } from './i18n'

const speech = { locale: 'en', t: translator('en') }
const now = Date.parse('2026-11-23T12:00:00Z') / 1000
const good = { cardNumber: '4242 4242 4242 4242', cardExpiry: '12 / 34', cardCvc: '123', billingCountry: 'DE' }

describe('readCard', () => {
  it('accepts common card formats', () => {
    expect(readCard({ ...good, cardExpiry: '1/2030' }, speech, now)).toMatchObject({
      params: { card: { number: '4242424242424242', exp_month: 1, exp_year: 2030, cvc: '123' } },
    })
  })

  it.each([
    [{ cardNumber: '4242' }, 'cardNumber', 'Your card number is incomplete.'],
    [{ cardNumber: '4242424242424241' }, 'cardNumber', 'Your card number is invalid.'],
    [{ cardExpiry: '12' }, 'cardExpiry', "Your card's expiration date is incomplete."],
    [{ cardExpiry: '12/25' }, 'cardExpiry', "Your card's expiration year is in the past."],
    [{ cardExpiry: '10/26' }, 'cardExpiry', "Your card's expiration date is in the past."],
    [{ cardCvc: '1' }, 'cardCvc', "Your card's security code is incomplete."],
    [{ billingCountry: 'US' }, 'billingPostalCode', 'Required'],
  ])('rejects %o', (wrong, field, message) => {
    expect(readCard({ ...good, ...wrong }, speech, now)).toEqual({ problem: { field, message } })
  })

  it('accepts the current month', () => {
    expect(readCard({ ...good, cardExpiry: '11/26' }, speech, now)).toHaveProperty('params')
  })
})
