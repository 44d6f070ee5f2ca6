import { describe, expect, it } from 'vitest'
import { checkoutSchema, parseId, startPageOf } from './form-schemas'

describe('the number of seats in a form', () => {
  const seats = (value: unknown) => checkoutSchema.safeParse({ plan: 'business', interval: 'month', seats: value })

  it.each([
    ['3', 3],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (given, read) => {
    expect(seats(given).data?.seats).toBe(read)
  })

  it.each(['0', '-1', '1.5', 'three', '1000001', 'Infinity'])('%j is refused with a sentence for people', (given) => {
    expect(seats(given).error?.issues[0]?.message).toMatch(/^Enter a whole number of seats/)
  })
})

describe('an id in an address', () => {
  it.each(['cmwwvydz60015l67d6w3jbatn', 'cs_test_A2u', '30a86fa6-d9b8-43bf-8b7f-47a151d7e453'])('may be %s', (id) => {
    expect(parseId(id)).toBe(id)
  })

  it.each(['nul\0', '', null, undefined, 'a b', '../up', 'x'.repeat(300)])('is not %j', (text) => {
    expect(parseId(text)).toBeNull()
  })
})

describe('the page to come back to from Stripe', () => {
  it.each(['/account/billing', '/pricing', '/reports/weekly'])('may be %s', (page) => {
    expect(startPageOf(page)).toBe(page)
  })

  it.each([null, undefined, '', '//evil.example', '/.//evil.example', 'https://evil.example'])(
    'is the billing page instead of %j',
    (page) => {
      expect(startPageOf(page)).toBe('/account/billing')
    },
  )
})
