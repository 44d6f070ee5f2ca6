/** One line of the table of figures. */
export type Row = {
  /** What was measured. */
  name: string
  value: number
  /** For example `per second`, `ms` or `calls`. */
  unit: string
  /** How it compares with something else in the same run, where that means something. */
  ratio?: string
}

/** A benchmark: measures, and answers its rows. */
export type Benchmark = () => Promise<Row[]>

/** How often something was done in a second, and the processor's milliseconds for one of them: client and server. */
export type Rate = { perSecond: number; cpuMs: number }

/** Measures how often something can be done, with some of it under way at once. */
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

/** The milliseconds that something takes, by the clock and of the processor; the latter is the same on a busy machine. */
export async function timeOf(work: () => unknown): Promise<{ ms: number; cpuMs: number }> {
  const startedAt = performance.now()
  const used = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(used)
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 }
}

/** How many times the processor's time of something else a thing takes: `3.1 × the time of an empty route`. */
export function times(cpuMs: number, base: number, of: string): string {
  const factor = cpuMs / base
  return `${factor < 100 ? factor.toPrecision(2) : factor.toFixed(0)} × the time of ${of}`
}
