import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { draw } from './draw'
import { Lab } from './lab'
import { offers } from './offers'
import { playSeed } from './simulate'
import type { History, Step } from './step'

// Histories that once broke a promise, cut down to what it took, and the simulation's own promise: a seed is a history.

const regressions: { name: string; history: History }[] = [
  {
    name: 'two first clicks at once make one billing row, and neither tab sees an error',
    history: history(26, false, [
      step('checkout', { what: 'pro:month', app: 0 }),
      step('run', { n: 3 }),
      step('checkout', { what: 'pro:month', app: 1, r: 0.7 }),
      step('run', { n: 6, r: 0.5 }),
    ]),
  },
  {
    name: 'a subscription from the Dashboard closes the Checkout that is open beside it',
    history: history(1028, false, [
      step('checkout', { what: offers[0] ?? '' }),
      step('run', { n: 99 }),
      step('mutate', { what: 'subscribe' }),
    ]),
  },
  // A replay locked the event before the customer, a sync the customer before the event.
  { name: 'an event is done over again while a return and a drain write (seed 196)', history: draw(196) },
  { name: 'an account is closed while somebody comes back from the portal (seed 715)', history: draw(715) },
  { name: 'a customer is deleted at Stripe whose events are not read yet (seed 579)', history: draw(579) },
  { name: 'an account is closed while seats are on their way to Stripe (seed 5001)', history: draw(5001) },
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

describe('a history that failed once', () => {
  it.each(regressions)(
    'holds: $name',
    async ({ history }) => {
      const { violation, trace } = await playSeed(lab, history)
      expect(violation?.message, trace.join('\n')).toBeUndefined()
    },
    60_000,
  )
})

describe('a seed', () => {
  it('is played the same way each time', async () => {
    const first = await playSeed(lab, draw(9))
    const again = await playSeed(lab, draw(9))
    // Tasks are numbered through, and the processes live on; the order of what they did is what counts.
    const numbered = /#\d+ /g
    expect(again.trace.map((line) => line.replace(numbered, ''))).toEqual(
      first.trace.map((line) => line.replace(numbered, '')),
    )
    expect(first.operations).toBeGreaterThan(50)
  }, 60_000)
})
