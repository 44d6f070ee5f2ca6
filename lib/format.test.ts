import { describe, expect, it } from 'vitest'
import { currencyName, formatDate, formatMoney, formatPrice, formatTime } from './format'

describe('formatMoney', () => {
  it.each([
    [1900, 'usd', '$19.00'],
    [123456, 'EUR', '€1,234.56'],
    [0, 'usd', '$0.00'],
    [-500, 'usd', '-$5.00'],
    [500, 'jpy', '¥500'],
    [10500, 'kwd', 'KWD 10.500'],
  ])('shows %i in %s as %s', (amount, currency, expected) => {
    // Intl puts a no-break space after a currency code.
    expect(formatMoney(amount, currency).replace('\u00a0', ' ')).toBe(expected)
  })
})

describe('formatPrice', () => {
  it('omits decimals only for whole amounts', () => {
    expect(formatPrice(1900, 'usd')).toBe('$19')
    expect(formatPrice(1583, 'usd')).toBe('$15.83')
    expect(formatPrice(1900, 'jpy')).toBe('¥1,900')
  })
})

describe('currencyName', () => {
  it.each([
    ['usd', 'US dollars'],
    ['EUR', 'euros'],
    ['jpy', 'Japanese yen'],
  ])('calls %s %s', (currency, name) => {
    expect(currencyName(currency)).toBe(name)
  })
})

describe('formatDate', () => {
  it('uses UTC in any time zone', () => {
    expect(formatDate(new Date('2026-12-03T23:59:59Z'))).toBe('Dec 3, 2026')
    expect(formatDate(new Date('2026-12-03T00:00:00Z'))).toBe('Dec 3, 2026')
  })
})

describe('formatTime', () => {
  it('says that it is in UTC', () => {
    // Intl puts a narrow no-break space before PM.
    expect(formatTime(new Date('2026-12-03T16:05:59Z')).replace('\u202f', ' ')).toBe('Dec 3, 2026, 4:05 PM UTC')
  })
})
