import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { draw } from './draw'
import { Lab } from './lab'
import { offers } from './offers'
import { playSeed } from './simulate'
import type { History, Step } from './step'

// Histories that once failed, shrunk to the necessary steps, and a check that seeds are reproducible.

const regressions: { name: string; history: History }[] = [
  {
    name: 'two simultaneous first clicks create one billing row and no error',
    history: history(26, false, [
      step('checkout', { what: 'pro:month', app: 0 }),
      step('run', { n: 3 }),
      step('checkout', { what: 'pro:month', app: 1, r: 0.7 }),
      step('run', { n: 6, r: 0.5 }),
    ]),
  },
  {
    name: 'a subscription created in the dashboard closes an open Checkout',
    history: history(1028, false, [
      step('checkout', { what: offers[0] ?? '' }),
      step('run', { n: 99 }),
      step('mutate', { what: 'subscribe' }),
    ]),
  },
  // A replay locked the event before the customer. A sync locked them in the opposite order.
  { name: 'an event is replayed while a return and a drain write (seed 196)', history: draw(196) },
  { name: 'an account is closed while a member returns from the portal (seed 715)', history: draw(715) },
  { name: 'a customer with unread events is deleted in Stripe (seed 579)', history: draw(579) },
  { name: 'an account is closed while seats are sent to Stripe (seed 5001)', history: draw(5001) },
]

function history(seed: number, subscribed: boolean, steps: Step[]): History {
  return { seed, teams: 1, subscribed, steps }
}

function step(kind: Step['do'], more: Partial<Step>): Step {
  return { do: kind, what: 'normal', app: 0, team: 0, r: 0, n: 0, ...more }
}

let lab: Lab

beforeAll(async () => {
  const postgres = inject('postgres')
  lab = await Lab.open(
    await ensureDatabase({ url: (name) => `${postgres}${name}`, wasRunning: true, stop: () => {} }, 'regressions'),
  )
}, 120_000)
afterAll(() => lab.close())

describe('a history that once failed', () => {
  it.each(regressions)(
    'passes: $name',
    async ({ history }) => {
      const { violation, trace } = await playSeed(lab, history)
      expect(violation?.message, trace.join('\n')).toBeUndefined()
    },
    60_000,
  )
})

describe('a seed', () => {
  it('produces the same history every time', async () => {
    const first = await playSeed(lab, draw(9))
    const again = await playSeed(lab, draw(9))
    // Task numbers continue across histories. Only the order of operations matters.
    const taskNumbers = /#\d+ /g
    expect(again.trace.map((line) => line.replace(taskNumbers, ''))).toEqual(
      first.trace.map((line) => line.replace(taskNumbers, '')),
    )
    expect(first.operations).toBeGreaterThan(50)
  }, 60_000)
})
