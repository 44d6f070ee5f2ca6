import { describe, expect, it } from 'vitest'
import { explore } from './explore'
import { actualDesign, type Bounds, type Design } from './state'

// Explores every state that a model of lib/billing can reach within the bounds. The simulation tests the SQL itself.

const explored: [string, Bounds][] = [
  ['three changes, a duplicate, a crash', { changes: 3, duplicates: 1, crashes: 1 }],
  ['two changes, a duplicate, two crashes', { changes: 2, duplicates: 1, crashes: 2 }],
  ['two changes, both events lost, a reconcile, a crash', { changes: 2, drops: 2, crashes: 1 }],
  ['two changes, an expired lease, a crash', { changes: 2, expiredLeases: 1, crashes: 1 }],
  ['three changes and a return', { changes: 3, returns: 1 }],
  ['two changes and two returns', { changes: 2, returns: 2 }],
  ['two changes, a return, a crash, an expired lease', { changes: 2, returns: 1, crashes: 1, expiredLeases: 1 }],
  ['two changes, a return, a lost event, a reconcile, a crash', { changes: 2, drops: 1, returns: 1, crashes: 1 }],
]

describe('the design', () => {
  it.each(explored)(
    'is correct under every interleaving of %s',
    (_, bounds) => {
      const { states, ends, violations } = explore(actualDesign, bounds)
      expect(violations).toEqual({})
      expect(ends).toBeGreaterThan(0)
      expect(states).toBeGreaterThan(20)
    },
    30_000,
  )

  it('is correct without the lease, which only saves Stripe requests', () => {
    const { violations } = explore({ ...actualDesign, lease: false }, { changes: 2, returns: 1 })
    expect(violations).toEqual({})
  }, 90_000)
})

// Without the version check, an outdated write also lowers `syncedSeq`, so the next drain repairs the row. Until then,
// pages and emails use the outdated state.
const ablations: [string, Partial<Design>, Bounds, string[]][] = [
  ['the version check, with an expired lease', { versionGuard: false }, { changes: 2, expiredLeases: 1 }, ['wentBack']],
  ['the version check, with a return', { versionGuard: false }, { changes: 2, returns: 1 }, ['wentBack']],
  ['reading the target before the fetch', { targetFirst: false }, { changes: 2 }, ['diverged', 'missed']],
  ['marking in the inbox transaction', { markWithInbox: false }, { changes: 1, crashes: 1 }, ['diverged']],
  ['responding after the commit', { respondAfterCommit: false }, { changes: 1, crashes: 1 }, ['diverged']],
]

describe('the design without', () => {
  it.each(ablations)(
    '%s is broken',
    (_, change, bounds, expected) => {
      const { violations } = explore({ ...actualDesign, ...change }, bounds)
      expect(Object.keys(violations)).toEqual(expect.arrayContaining(expected))
    },
    30_000,
  )
})
