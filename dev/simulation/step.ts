import { drawBuying } from './buying'
import { type MutationName, mutationWeights } from './mutations'
import { offers } from './offers'
import { Random } from './random'

/**
 * One step of a history. Steps stand by themselves: whatever has been taken out before it, a step still means something
 * or nothing, so that a failing history can be cut down. `r` chooses among what is there when the step is played.
 */
export type Step = { do: StepKind; what: string; app: number; team: number; r: number; n: number }

const kinds = {
  /** Stripe's state changes without the product's doing. */
  mutate: 13,
  /** A member asks for a portal link, uses it, and comes back. */
  flow: 6,
  visit: 6,
  back: 6,
  /** The same for Checkout. */
  checkout: 5,
  pay: 4,
  finish: 4,
  /** A member takes a cancellation or a pause back, or wants another number of seats. */
  click: 2,
  seats: 3,
  /** An event is delivered, delivered once more, or lost for good. */
  deliver: 12,
  again: 3,
  drop: 2,
  /** The background work of a process. */
  drain: 6,
  mail: 1,
  reconcile: 0.5,
  /** Events that Stripe could not deliver are asked for, and one of the ledger is done over again. */
  undelivered: 2,
  replay: 1.5,
  /** A team closes its account. */
  close: 2,
  /** One piece of work goes on by `n` operations. */
  run: 45,
  crash: 2,
  /** Time passes. */
  wait: 5,
}

export type StepKind = keyof typeof kinds

export const flowTypes = [
  'subscription_cancel',
  'subscription_update',
  'subscription_update_confirm',
  'payment_method_update',
  'subscription_pause',
  'customer_update',
  'portal_home',
]

const waits = [1, 11, 61, 61, 600, 3_600, 86_400, 3 * 86_400, 8 * 86_400, 31 * 86_400]
const bursts = [1, 1, 1, 2, 2, 3, 4, 6, 10, 99]

export type History = {
  seed: number
  teams: number
  subscribed: boolean
  /** True when every card but 4242… has had its trial with another team. */
  cardsHadTrials?: boolean
  steps: Step[]
}

/** Draws the history of a seed. Each has its own mood: some lose events, some crash, some meet broken connections. */
export function draw(seed: number): History {
  const buying = new Random(seed ^ 0x7e57)
  if (buying.chance(0.12)) return drawBuying(seed, buying)
  const random = new Random(seed)
  random.next()
  const closes = random.chance(0.25)
  const weights: Record<StepKind, number> = {
    ...kinds,
    drop: random.chance(0.4) ? 2 * kinds.drop : 0,
    crash: random.chance(0.35) ? kinds.crash : 0,
    reconcile: random.chance(0.3) ? kinds.reconcile : 0,
    undelivered: random.chance(0.4) ? kinds.undelivered : 0,
    replay: random.chance(0.3) ? kinds.replay : 0,
    close: closes ? kinds.close : 0,
    wait: random.chance(0.5) ? kinds.wait : 1,
  }
  const breaks = random.chance(0.3) ? 0.05 : 0
  const changes = favoured(random, closes)
  const processes = 2
  const teams = random.chance(0.25) ? 2 : 1
  const subscribed = random.chance(0.7)
  const length = 20 + random.below(35)
  const steps = Array.from({ length }, (): Step => {
    const kind = random.weighted(weights)
    const step = { do: kind, app: random.below(processes), team: random.below(teams), r: random.next(), n: 0 }
    return { ...step, ...details(kind, random, breaks, changes) }
  })
  return { seed, teams, subscribed, steps }
}

type Changes = Record<MutationName, number>

/** What is rare by itself comes often in some histories, or hardly any would have two of its steps. */
function favoured(random: Random, closes: boolean): Changes {
  const often = (names: MutationName[], times: number) =>
    Object.fromEntries(names.map((name) => [name, mutationWeights[name] * times]))
  return {
    ...mutationWeights,
    ...(random.chance(0.25) ? often(['dispute', 'decideDispute', 'refund'], 16) : {}),
    // What is bought for a closed account must not go on.
    ...(closes ? often(['subscribe'], 5) : {}),
    ...(random.chance(0.2) ? often(['askingCard', 'answerBank', 'changeIfPaid'], 5) : {}),
  }
}

function details(kind: StepKind, random: Random, breaks: number, changes: Changes): { what: string; n: number } {
  switch (kind) {
    case 'mutate':
      return { what: random.weighted(changes), n: 0 }
    case 'flow':
      return { what: random.pick(flowTypes), n: 0 }
    case 'checkout':
      return { what: random.pick(offers), n: 1 + random.below(3) }
    case 'click':
      return { what: random.pick(['keep', 'resume']), n: 0 }
    case 'seats':
      return { what: '', n: 1 + random.below(8) }
    case 'run':
      return { what: random.chance(breaks) ? random.pick(['lost', 'unknown']) : 'normal', n: random.pick(bursts) }
    case 'wait':
      return { what: '', n: random.pick(waits) }
    default:
      return { what: '', n: 0 }
  }
}

/** A step in words, for the trace. */
export function wordsOf({ do: kind, what, app, team, n }: Step): string {
  const where = ['mutate', 'visit', 'pay', 'wait', 'drop', 'run'].includes(kind) ? '' : ` in process ${app}`
  const who = ['mutate', 'flow', 'checkout', 'click', 'seats', 'close'].includes(kind) ? ` for team ${team}` : ''
  const count = n > 0 ? ` ${n}` : ''
  return `${kind}${what && what !== 'normal' ? ` ${what}` : ''}${count}${who}${where}`
}
