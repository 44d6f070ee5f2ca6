import { draw } from './draw'
import { Lab } from './lab'
import { shrink } from './shrink'
import { playSeed } from './simulate'

// A simulation worker process. It plays its seeds and reports each one to its parent.

export type Job = { url: string; first: number; stride: number; count: number; until: number }
export type Report =
  | { kind: 'played'; seed: number; operations: number; failure?: { message: string; trace: string[]; steps: number } }
  | { kind: 'done' }

const job = await new Promise<Job>((resolve) => process.once('message', resolve))
const shrinkMs = 90_000

// Exit when the parent dies.
process.on('disconnect', () => process.exit(1))

const lab = await Lab.open(job.url)
const send = (report: Report) => process.send?.(report)
// Play at least one history even on a slow machine. A run that plays none would pass without testing anything.
for (let index = 0; index < job.count && (index === 0 || Date.now() < job.until); index++) {
  const seed = job.first + index * job.stride
  const history = draw(seed)
  const verdict = await playSeed(lab, history)
  const { operations } = verdict
  if (!verdict.violation) send({ kind: 'played', seed, operations })
  else {
    const shrunk = await shrink(lab, history, verdict, Date.now() + shrinkMs)
    const { violation, trace } = shrunk.verdict
    const failure = { message: violation?.message ?? '', trace, steps: shrunk.history.steps.length }
    send({ kind: 'played', seed, operations, failure })
  }
}
await lab.close()
process.send?.({ kind: 'done' } satisfies Report, () => process.exit(0))
