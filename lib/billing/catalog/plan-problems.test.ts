import { describe, expect, it } from 'vitest'
import { definePlans, type Plan, plans } from '../plans'
import { planProblems } from './plan-problems'

const { free, pro, business } = plans
const problemsOf = (entries: Record<string, Omit<Plan, 'key'>>) => planProblems(definePlans(entries))
const eleven = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [`plan${index}`, { ...pro, rank: index + 1 }]),
)

describe('planProblems', () => {
  it('accepts lib/billing/plans.ts', () => {
    expect(planProblems(plans)).toEqual([])
  })

  it.each<[string, Record<string, Omit<Plan, 'key'>>]>([
    ['the plan "business" has the same rank as "pro"', { free, pro, business: { ...business, rank: pro.rank } }],
    ['the plan "pro" needs a positive monthly price', { free, pro: { ...pro, amountCents: null } }],
    ['the plan "pro" needs a positive yearly price', { free, pro: { ...pro, amountCents: { month: 1900, year: 0 } } }],
    ['the plan "free" cannot have a price', { free: { ...free, amountCents: pro.amountCents }, pro }],
    ['the plan "free" cannot have a price or be retired', { free: { ...free, isRetired: true }, pro }],
    ['the plan "business" needs at least 1 seat', { free, business: { ...business, seats: { min: 5, max: 4 } } }],
    ['the plan "big:one" needs a key that contains only lowercase', { free, 'big:one': business }],
    [
      'has the former key "pro", which belongs to another',
      { free, pro, business: { ...business, formerKeys: ['pro'] } },
    ],
    ['11 plans are for sale, but the customer portal lists at most 10', { free, ...eleven }],
  ])('reports: %s', (problem, entries) => {
    expect(problemsOf(entries).join('\n')).toContain(problem)
  })

  it('does not count retired plans toward the limit', () => {
    expect(problemsOf({ free, ...eleven, plan3: { ...pro, rank: 4, isRetired: true } })).toEqual([])
  })
})
