import { expect, it } from 'vitest'
import { takeTimer } from '@/dev/testing/timers'
import { within } from './deadline'

it('waits for work, and gives what it gives', async () => {
  expect(await within(60_000, Promise.resolve('done'))).toBe('done')
  await expect(within(60_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed')
})

it('gives up when the time is over, and lets the work go on', async () => {
  let finish = (_value: string) => {}
  const work = new Promise<string>((resolve) => {
    finish = resolve
  })
  const patience = takeTimer(7_654)
  const late = within(7_654, work)
  await patience.isSet
  patience.fire()
  await expect(late).rejects.toThrow('no answer within 7654 ms')
  finish('done')
  expect(await work).toBe('done')
})

it('survives work that fails after it was given up', async () => {
  let fail = (_error: Error) => {}
  const work = new Promise<string>((_, reject) => {
    fail = reject
  })
  const patience = takeTimer(7_655)
  const late = within(7_655, work)
  patience.fire()
  await expect(late).rejects.toThrow('no answer')
  fail(new Error('too late'))
  await expect(work).rejects.toThrow('too late')
})
