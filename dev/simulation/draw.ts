import { drawBuying } from './buying'
import { offers } from './offers'
import { type OutsideChangeName, outsideChangeWeights } from './outside-changes'
import { Random } from './random'
import { flowTypes, type History, kinds, type Step, type StepKind } from './step'

const waits = [1, 11, 61, 61, 600, 3_600, 86_400, 3 * 86_400, 8 * 86_400, 31 * 86_400]
const bursts = [1, 1, 1, 2, 2, 3, 4, 6, 10, 99]

/** Draws the history for a seed. Only some histories have lost events, crashes, or broken connections. */
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
  const changes = favorRare(random, closes)
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

type Changes = Record<OutsideChangeName, number>

/** Raises the weight of rare changes in some histories. Otherwise, few histories would have two of them. */
function favorRare(random: Random, closes: boolean): Changes {
  const often = (names: OutsideChangeName[], times: number) =>
    Object.fromEntries(names.map((name) => [name, outsideChangeWeights[name] * times]))
  return {
    ...outsideChangeWeights,
    ...(random.chance(0.25) ? often(['dispute', 'decideDispute', 'refund'], 16) : {}),
    // A subscription bought for a closed account must be canceled.
    ...(closes ? often(['subscribe'], 5) : {}),
    ...(random.chance(0.2) ? often(['authenticationCard', 'authenticate', 'changeIfPaid'], 5) : {}),
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
