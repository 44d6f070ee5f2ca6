import { draw } from './draw'
import { Lab } from './lab'
import { shrink } from './shrink'
import { playSeed } from './simulate'

// One worker of a simulation, in a process of its own: plays its seeds, and reports each to its parent.

export type Job = { url: string; first: number; stride: number; count: number; until: number }
export type Report =
  | { kind: 'played'; seed: number; operations: number; failure?: { message: string; trace: string[]; steps: number } }
  | { kind: 'done' }

const job = JSON.parse(process.argv[2] ?? '{}') as Job
const shrinkMs = 90_000

// Whoever started this has gone: so does it.
process.on('disconnect', () => process.exit(1))

const lab = await Lab.open(job.url)
const say = (report: Report) => process.send?.(report)
// At least one, however slow the machine: a run that plays nothing would prove nothing.
for (let index = 0; index < job.count && (index === 0 || Date.now() < job.until); index++) {
  const seed = job.first + index * job.stride
  const history = draw(seed)
  const verdict = await playSeed(lab, history)
  const { operations } = verdict
  if (!verdict.violation) say({ kind: 'played', seed, operations })
  else {
    const least = await shrink(lab, history, verdict, Date.now() + shrinkMs)
    const { violation, trace } = least.verdict
    const failure = { message: violation?.message ?? '', trace, steps: least.history.steps.length }
    say({ kind: 'played', seed, operations, failure })
  }
}
await lab.close()
process.send?.({ kind: 'done' } satisfies Report, () => process.exit(0))
