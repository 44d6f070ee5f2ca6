import { ensureDatabase, startPostgres } from '../postgres'
import { mutants } from './mutants'
import { findFailure } from './simulate'

const server = await startPostgres('.portico/simulation')
const extra = [
  {
    name: 'A no version at anonymise',
    file: 'lib/billing/closing.ts',
    replace: [['        version: { increment: 1 },\n', '']],
  },
  {
    name: 'B undelivered keeps nothing',
    file: 'lib/billing/undelivered.ts',
    replace: [["if (isForUs(event)) await keepEvent(event, 'reconcile')", '']],
  },
  {
    name: 'D no cancelLate',
    file: 'lib/billing/tasks.ts',
    replace: [["  if (stored.lifecycle === 'closed') return cancelLate(tx, stored, snapshot, now)\n", '']],
  },
  {
    name: 'E lost disputes',
    file: 'lib/billing/tasks.ts',
    replace: [['  await followLostDisputes(tx, stored, snapshot)\n', '']],
  },
] as never[]
function* from(n: number) {
  for (;;) yield n++
}
const which = process.argv[2]
for (const m of (which === 'extra' ? extra : [mutants[0]]) as { name: string }[]) {
  let next = Number(process.argv[3] ?? 1)
  const until = Date.now() + Number(process.argv[4] ?? 60_000)
  for (let k = 0; k < (which === 'extra' ? 1 : 3); k++) {
    const url = await ensureDatabase(server, 'tmp_mutants')
    const t = Date.now()
    const { failure, played } = await findFailure(url, m as never, from(next), until)
    console.log(
      m.name,
      failure?.seed,
      failure?.verdict.violation?.message?.slice(0, 150),
      'played',
      played,
      Date.now() - t,
    )
    if (!failure) break
    next = failure.seed + 1
  }
}
if (!server.wasRunning) server.stop()
process.exit(0)
