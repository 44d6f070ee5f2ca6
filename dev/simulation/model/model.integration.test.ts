import { describe, expect, it } from 'vitest'
import { explore } from './explore'
import { asBuilt, type Bounds, type Design } from './state'

// The model of what lib/billing/{webhook,inbox,sync,drain,returns,reconcile}.ts do, walked through completely within the
// bounds. The SQL itself is put to the test by the simulation next to this folder.

const explored: [string, Bounds][] = [
  ['three changes, a duplicate, a crash', { changes: 3, duplicates: 1, crashes: 1 }],
  ['two changes, a duplicate, two crashes', { changes: 2, duplicates: 1, crashes: 2 }],
  ['two changes, both events lost, a reconcile, a crash', { changes: 2, drops: 2, crashes: 1 }],
  ['two changes, a zombie, a crash', { changes: 2, zombies: 1, crashes: 1 }],
  ['three changes and a return', { changes: 3, returns: 1 }],
  ['two changes and two returns', { changes: 2, returns: 2 }],
  ['two changes, a return, a crash, a zombie', { changes: 2, returns: 1, crashes: 1, zombies: 1 }],
  ['two changes, a return, a lost event, a reconcile, a crash', { changes: 2, drops: 1, returns: 1, crashes: 1 }],
]

describe('the design', () => {
  it.each(explored)(
    'holds under every interleaving of %s',
    (_, bounds) => {
      const { states, ends, broken } = explore(asBuilt, bounds)
      expect(broken).toEqual({})
      expect(ends).toBeGreaterThan(0)
      expect(states).toBeGreaterThan(20)
    },
    30_000,
  )

  it('holds without the lease, which only saves calls of Stripe', () => {
    const { broken } = explore({ ...asBuilt, lease: false }, { changes: 2, returns: 1 })
    expect(broken).toEqual({})
  }, 90_000)
})

// Without the version `syncedSeq` goes back with the row, so the drain comes again and heals it; but an older state was
// shown, and mails were decided by it.
const ablations: [string, Partial<Design>, Bounds, string[]][] = [
  ['the version, with a zombie', { versionGuard: false }, { changes: 2, zombies: 1 }, ['steppedBack']],
  ['the version, with a return', { versionGuard: false }, { changes: 2, returns: 1 }, ['steppedBack']],
  ['the target before the fetch', { targetFirst: false }, { changes: 2 }, ['diverged', 'unseen']],
  ['the mark in the inbox’s transaction', { markWithInbox: false }, { changes: 1, crashes: 1 }, ['diverged']],
  ['the answer after the commit', { answerAfterCommit: false }, { changes: 1, crashes: 1 }, ['diverged']],
]

describe('the design without', () => {
  it.each(ablations)(
    '%s is broken',
    (_, change, bounds, promises) => {
      const { broken } = explore({ ...asBuilt, ...change }, bounds)
      expect(Object.keys(broken)).toEqual(expect.arrayContaining(promises))
    },
    30_000,
  )
})
