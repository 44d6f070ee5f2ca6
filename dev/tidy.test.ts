import { describe, expect, it } from 'vitest'
import { rules } from './tidy/all-rules'
import { readRepository } from './tidy/repository'

// The architecture, as a test. Each rule is itself tested in tidy/all-rules.test.ts.
const repository = readRepository('.')

describe('the house rules', () => {
  it.each(rules)('$name', ({ check }) => {
    expect(check(repository)).toEqual([])
  })
})
