import { expect, it } from 'vitest'
import { takeTimer } from '@/dev/testing/timers'
import { withTimeout } from './timeout'

it('returns the result of the work or throws its error', async () => {
  expect(await withTimeout(60_000, Promise.resolve('done'))).toBe('done')
  await expect(withTimeout(60_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed')
})

it('times out and lets the work finish', async () => {
  let finish = (_value: string) => {}
  const work = new Promise<string>((resolve) => {
    finish = resolve
  })
  const timer = takeTimer(7_654)
  const late = withTimeout(7_654, work)
  await timer.isSet
  timer.fire()
  await expect(late).rejects.toThrow('timed out after 7654 ms')
  finish('done')
  expect(await work).toBe('done')
})

it('ignores an error after the timeout', async () => {
  let fail = (_error: Error) => {}
  const work = new Promise<string>((_, reject) => {
    fail = reject
  })
  const timer = takeTimer(7_655)
  const late = withTimeout(7_655, work)
  timer.fire()
  await expect(late).rejects.toThrow('timed out')
  fail(new Error('too late'))
  await expect(work).rejects.toThrow('too late')
})
