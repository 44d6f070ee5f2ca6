import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { ensureDatabase, type Server, startPostgres } from '../postgres'
import type { Job, Report } from './worker'

export type Options = {
  /** The first seed. The others count up from it. */
  seed: number
  runs: number
  /** Starts no new history after this many milliseconds. */
  budgetMs?: number
}

type Counts = { passed: number; failed: number; failures: string[] }

const folder = path.join('.local', 'simulation')

/**
 * Plays seeded billing histories on a private PostgreSQL server, several in parallel, and prints each failure with its
 * shortest history.
 *
 * @returns how many histories passed and failed
 */
export async function simulate({ seed, runs, budgetMs = Infinity }: Options): Promise<Counts> {
  const workers = Math.min(runs, Math.max(2, Math.floor(availableParallelism() / 2)), 4)
  const until = Date.now() + Math.min(budgetMs, 24 * 3_600_000)
  const server = await startPostgres(folder)
  const stopAndExit = () => {
    if (!server.wasRunning) server.stop()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopAndExit)
  const names = Array.from({ length: workers }, (_, index) => `simulation_${process.pid}_${index}`)
  const counts: Counts = { passed: 0, failed: 0, failures: [] }
  try {
    const jobs = names.map(async (name, index): Promise<void> => {
      const count = Math.ceil((runs - index) / workers)
      const job = { url: await ensureDatabase(server, name), first: seed + index, stride: workers, count, until }
      await work(job, (report) => record(report, counts, runs))
    })
    for (const result of await Promise.allSettled(jobs)) {
      if (result.status === 'fulfilled') continue
      fail(counts, `a worker crashed: ${result.reason}`)
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stopAndExit)
    await drop(server, names)
    if (!server.wasRunning) server.stop()
  }
  return counts
}

function work(job: Job, onReport: (report: Report) => void): Promise<void> {
  const execArgv = ['--conditions=react-server', '--import', 'tsx']
  // A worker exits when the IPC channel closes, so killing the parent leaves no processes behind.
  const child = fork(path.join('dev', 'simulation', 'worker.ts'), { execArgv })
  // Not an argument, because every user can read arguments, and the job contains the database's password.
  child.send(job)
  let isDone = false
  child.on('message', (report: Report) => {
    isDone ||= report.kind === 'done'
    onReport(report)
  })
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (isDone && code === 0) resolve()
      else reject(new Error(`exit ${code ?? signal}`))
    })
  })
}

function record(report: Report, counts: Counts, runs: number): void {
  if (report.kind === 'done') return
  const { seed, failure } = report
  if (failure) {
    fail(counts, `seed ${seed}: ${failure.message}`)
    const lines = [`Shortest history (${failure.steps} steps):`, ...failure.trace]
    console.log(`  ${lines.join('\n  ')}\n  Reproduce with: npm run simulate -- --seed ${seed} --runs 1\n`)
    return
  }
  counts.passed++
  if (counts.passed % 50 === 0) console.log(`${counts.passed} of ${runs} histories passed`)
}

function fail(counts: Counts, failure: string): void {
  counts.failed++
  counts.failures.push(failure)
  console.log(failure)
}

async function drop(server: Server, names: string[]): Promise<void> {
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  for (const name of names) await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  await client.end()
}
