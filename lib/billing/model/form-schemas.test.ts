import { describe, expect, it } from 'vitest'
import { checkoutSchema, parseId, startPageOf } from './form-schemas'

describe('seats in checkoutSchema', () => {
  const seats = (value: unknown) => checkoutSchema.safeParse({ plan: 'business', interval: 'month', seats: value })

  it.each([
    ['3', 3],
    ['', undefined],
    [undefined, undefined],
  ])('parses %j as %j', (given, read) => {
    expect(seats(given).data?.seats).toBe(read)
  })

  it.each(['0', '-1', '1.5', 'three', '1000001', 'Infinity'])('rejects %j with a readable message', (given) => {
    expect(seats(given).error?.issues[0]?.message).toMatch(/^Enter a whole number of seats/)
  })
})

describe('parseId', () => {
  it.each(['cmwwvydz60015l67d6w3jbatn', 'cs_test_A2u', '30a86fa6-d9b8-43bf-8b7f-47a151d7e453'])('accepts %s', (id) => {
    expect(parseId(id)).toBe(id)
  })

  it.each(['nul\0', '', null, undefined, 'a b', '../up', 'x'.repeat(300)])('rejects %j', (text) => {
    expect(parseId(text)).toBeNull()
  })
})

describe('startPageOf', () => {
  it.each(['/account/billing', '/pricing', '/reports/weekly'])('accepts %s', (page) => {
    expect(startPageOf(page)).toBe(page)
  })

  it.each([null, undefined, '', '//evil.example', '/.//evil.example', 'https://evil.example'])(
    'falls back to the billing page for %j',
    (page) => {
      expect(startPageOf(page)).toBe('/account/billing')
    },
  )
})
