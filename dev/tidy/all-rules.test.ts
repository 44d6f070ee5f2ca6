import { describe, expect, it } from 'vitest'
import { rules } from './all-rules'
import { repositoryOf } from './repository'
import { offences } from './sample-offences'
import { clean } from './sample-repository'

describe('the tidy rules', () => {
  it.each(rules)('let a clean repository pass: $name', ({ check }) => {
    expect(check(repositoryOf(clean))).toEqual([])
  })

  it.each(offences)('catch $why', ({ rule, files, why }) => {
    const found = rule.check(repositoryOf({ ...clean, ...files }))
    expect(found, why).toHaveLength(1)
  })

  it('are each tried on something wrong', () => {
    const tried = new Set(offences.map(({ rule }) => rule.name))
    expect(rules.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([])
  })
})
