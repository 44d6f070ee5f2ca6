/** One line of the table of figures. */
export type Row = {
  /** What was measured. */
  name: string
  value: number
  unit: 'per second' | 'ms' | 's' | 'MiB'
  /** How it compares with something else in the same run, where that means something. */
  ratio?: string
}

/** A benchmark: measures, and answers its rows. */
export type Benchmark = () => Promise<Row[]>

/** How often something can be done in a second, with some of it under way at once. */
export async function perSecond(work: () => Promise<unknown>, seconds = 3, atOnce = 8): Promise<number> {
  for (let warm = 0; warm < 50; warm++) await work()
  const until = performance.now() + seconds * 1000
  const startedAt = performance.now()
  let done = 0
  const worker = async () => {
    while (performance.now() < until) {
      await work()
      done++
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (done * 1000) / (performance.now() - startedAt)
}

/** The milliseconds that something takes. */
export async function timeOf(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** How one figure compares with another, for example `0.42 of an empty route`. */
export function ratio(value: number, base: number, of: string): string {
  return `${(value / base).toPrecision(2)} of ${of}`
}
