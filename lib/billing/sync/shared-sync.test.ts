import { afterEach, beforeEach, expect, it, vi } from 'vitest'

type Sync = { customer: string; finish: () => void; fail: () => void }
const syncs: Sync[] = []
vi.mock('./sync-customer', () => ({
  syncCustomer: (customer: string) =>
    new Promise<void>((resolve, reject) => {
      syncs.push({ customer, finish: resolve, fail: () => reject(new Error('Stripe is down')) })
    }),
}))
const { sharedSync } = await import('./shared-sync')

beforeEach(() => {
  vi.useFakeTimers()
  syncs.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

const now = new Date()

it('runs one sync for the first caller and one for everyone who calls during it', async () => {
  const first = sharedSync('one', now)
  const others = [sharedSync('one', now), sharedSync('one', now), sharedSync('one', now)]
  expect(syncs).toHaveLength(1)
  syncs[0]?.finish()
  await first
  await vi.advanceTimersByTimeAsync(0)
  expect(syncs).toHaveLength(2)
  // A caller during the second sync needs a third.
  const late = sharedSync('one', now)
  syncs[1]?.finish()
  await Promise.all(others)
  await vi.advanceTimersByTimeAsync(0)
  expect(syncs).toHaveLength(3)
  syncs[2]?.finish()
  await late
  const afterwards = sharedSync('one', now)
  expect(syncs).toHaveLength(4)
  syncs[3]?.finish()
  await afterwards
})

it('shares nothing between customers', async () => {
  const both = [sharedSync('one', now), sharedSync('two', now)]
  expect(syncs.map(({ customer }) => customer)).toEqual(['one', 'two'])
  for (const { finish } of syncs) finish()
  await Promise.all(both)
})

it('a failure affects only the callers who shared that sync', async () => {
  const first = sharedSync('one', now)
  const second = sharedSync('one', now)
  syncs[0]?.fail()
  await expect(first).rejects.toThrow('Stripe is down')
  await vi.advanceTimersByTimeAsync(0)
  syncs[1]?.finish()
  await expect(second).resolves.toBeUndefined()
})

it('a sync that hangs delays the next one by ten seconds, and nobody waits longer', async () => {
  const settled = Promise.allSettled([sharedSync('one', now), sharedSync('one', now)])
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const third = sharedSync('one', now)
  expect(syncs).toHaveLength(2)
  syncs[1]?.finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(syncs).toHaveLength(3)
  syncs[2]?.finish()
  await third
})
