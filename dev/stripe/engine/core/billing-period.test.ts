import { describe, expect, it } from 'vitest'
import { addIntervals } from './billing-period'

const at = (iso: string) => Date.parse(iso) / 1000

describe('addIntervals', () => {
  it('uses the last day of a shorter month', () => {
    expect(addIntervals(at('2027-01-31T10:00:00Z'), { interval: 'month', interval_count: 1 }, 1)).toBe(
      at('2027-02-28T10:00:00Z'),
    )
    expect(addIntervals(at('2028-02-29T10:00:00Z'), { interval: 'year', interval_count: 1 }, 1)).toBe(
      at('2029-02-28T10:00:00Z'),
    )
  })

  it('adds days and weeks', () => {
    expect(addIntervals(0, { interval: 'day', interval_count: 3 }, 1)).toBe(3 * 86_400)
    expect(addIntervals(0, { interval: 'week', interval_count: 2 }, 1)).toBe(14 * 86_400)
  })
})
