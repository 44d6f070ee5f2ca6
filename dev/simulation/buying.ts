import { offers } from './offers'
import type { OutsideChangeName } from './outside-changes'
import type { Random } from './random'
import type { History, Step, StepKind } from './step'

// Histories in which a team buys a plan again and again. Its cards have already been used for a trial, so new trials are denied.
// Sometimes a subscription is created in the dashboard while a Checkout is open.

const weights: Partial<Record<StepKind, number>> = {
  checkout: 9,
  pay: 9,
  finish: 6,
  mutate: 5,
  flow: 3,
  visit: 4,
  return: 3,
  click: 3,
  deliver: 6,
  drop: 1,
  drain: 5,
  crash: 2,
  run: 30,
  wait: 3,
}
const changes: Partial<Record<OutsideChangeName, number>> = {
  subscribe: 3,
  newCard: 2,
  decliningCard: 3,
  payInvoice: 1,
  cancelNow: 0.5,
  deleteCustomer: 0.2,
}
const flows = ['payment_method_update', 'payment_method_update', 'portal_home', 'subscription_cancel']
const clicks = ['keep', 'resume', 'retry', 'finish']
const bursts = [1, 2, 3, 6, 10, 99, 99, 99, 99, 99]
const waits = [1, 11, 61, 600, 3_600, 86_400, 3 * 86_400, 8 * 86_400, 15 * 86_400]

export function drawBuying(seed: number, random: Random): History {
  const breaks = random.chance(0.5) ? 0.06 : 0
  const steps = Array.from({ length: 50 + random.below(50) }, (): Step => {
    const kind = random.weighted(weights)
    return { do: kind, app: random.below(2), team: 0, r: random.next(), ...details(kind, random, breaks) }
  })
  return { seed, teams: 1, subscribed: false, cardsHadTrials: true, steps }
}

function details(kind: StepKind, random: Random, breaks: number): { what: string; n: number } {
  switch (kind) {
    case 'mutate':
      return { what: random.weighted(changes), n: 0 }
    case 'flow':
      return { what: random.pick(flows), n: 0 }
    case 'checkout':
      return { what: random.pick(offers), n: 1 }
    case 'click':
      return { what: random.pick(clicks), n: 0 }
    case 'run':
      return { what: random.chance(breaks) ? random.pick(['lost', 'unknown']) : 'normal', n: random.pick(bursts) }
    case 'wait':
      return { what: '', n: random.pick(waits) }
    default:
      return { what: '', n: 0 }
  }
}
