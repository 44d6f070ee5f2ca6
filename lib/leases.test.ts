import { describe, expect, it } from 'vitest'
import { failure, leaseEnd, runEach } from './leases'

const now = new Date('2026-12-03T12:00:00Z')
const secondsFromNow = (date: Date) => (date.getTime() - now.getTime()) / 1000

describe('a failed attempt', () => {
  it('is retried after 2 seconds, then with double the delay each time, up to 15 minutes', () => {
    const delays = [0, 1, 2, 5, 9, 50].map((attempts) => secondsFromNow(failure('', attempts, now).nextAttemptAt))
    expect(delays).toEqual([2, 4, 8, 64, 900, 900])
  })

  it('is counted, with a shortened error', () => {
    expect(failure(new Error('x'.repeat(2000)), 3, now)).toMatchObject({ attempts: 4 })
    expect(failure(new Error('x'.repeat(2000)), 3, now).lastError).toHaveLength(500)
  })
})

it('a lease ends after a minute', () => {
  expect(secondsFromNow(leaseEnd(now))).toBe(60)
})

it('a row that fails does not stop the others', async () => {
  const failed: string[] = []
  const run = async (row: string) => {
    if (row === 'bad') throw new Error('no')
    return row !== 'skipped'
  }
  const done = await runEach(['a', 'bad', 'skipped', 'b'], run, async (row, error) => failed.push(`${row}: ${error}`))
  expect(done).toBe(2)
  expect(failed).toEqual(['bad: Error: no'])
})
