export type Row = {
  name: string
  value: number
  /** Such as `per second`, `ms`, or `calls`. */
  unit: string
  /** A comparison with another measurement from the same run, if useful. */
  ratio?: string
}

/** A benchmark returns its result rows. */
export type Benchmark = () => Promise<Row[]>

/** Operations per second, and CPU milliseconds per operation for the client and server. */
export type Rate = { perSecond: number; cpuMs: number }

/** Measures throughput with several concurrent operations. */
export async function rateOf(work: () => Promise<unknown>, seconds = 3, atOnce = 8): Promise<Rate> {
  for (let warm = 0; warm < 50; warm++) await work()
  let done = 0
  const { ms, cpuMs } = await timeOf(async () => {
    const until = performance.now() + seconds * 1000
    const worker = async () => {
      while (performance.now() < until) {
        await work()
        done++
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  })
  return { perSecond: (done * 1000) / ms, cpuMs: cpuMs / done }
}

/** Elapsed and CPU milliseconds. CPU time is comparable on a busy machine. */
export async function timeOf(work: () => unknown): Promise<{ ms: number; cpuMs: number }> {
  const startedAt = performance.now()
  const used = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(used)
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 }
}

/** CPU time relative to a baseline, such as `3.1 × the time of an empty route`. */
export function times(cpuMs: number, base: number, of: string): string {
  const factor = cpuMs / base
  return `${factor < 100 ? factor.toPrecision(2) : factor.toFixed(0)} × the time of ${of}`
}
