import { describe, expect, it } from 'vitest'
import { chooseLocale, longDate, money } from './format'
import { discounted } from './stored-objects'

const at = (iso: string) => Date.parse(iso) / 1000

describe('money', () => {
  it('formats currencies with and without cents', () => {
    expect(money(1900, 'usd', 'en')).toBe('$19.00')
    expect(money(1900, 'jpy', 'en')).toBe('¥1,900')
    expect(money(1900, 'eur', 'de')).toBe('19,00\u00a0€')
  })
})

describe('longDate', () => {
  it('formats dates in UTC', () => {
    expect(longDate(at('2026-12-05T23:59:59Z'), 'en')).toBe('December 5, 2026')
  })
})

describe('chooseLocale', () => {
  it('prefers the session’s locale, then the browser’s, then English', () => {
    expect(chooseLocale('de', 'fr')).toBe('de')
    expect(chooseLocale('auto', 'fr-CA,fr;q=0.9')).toBe('fr-CA')
    expect(chooseLocale(null, undefined)).toBe('en')
  })

  it('ignores invalid values', () => {
    expect(chooseLocale('"><script>', ';;,*;q=2,x')).toBe('en')
  })
})

describe('discounted', () => {
  const coupon = (fields: object) => ({ id: 'c', object: 'coupon', ...fields })

  it('applies coupons in sequence', () => {
    expect(discounted(10_000, [coupon({ percent_off: 25 }), coupon({ amount_off: 500 })])).toBe(7000)
  })

  it('never goes below zero', () => {
    expect(discounted(300, [coupon({ amount_off: 500 })])).toBe(0)
  })
})
