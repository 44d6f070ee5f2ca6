/** How many tests passed and failed, and the names of those that failed. */
export type Count = { passed: number; failed: number; failures?: string[] }

const total = { passed: 0, failed: 0 }
const failures: string[] = []

/** Adds a step's result to the sum, and prints it with the time that it took. */
export function report(name: string, count: Count, startedAt: number): void {
  total.passed += count.passed
  total.failed += count.failed
  if (count.failed > 0) failures.push(...(count.failures ?? ['see above']).map((failure) => `${name}: ${failure}`))
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`)
}

/**
 * Names what failed, because a step's own output is pages away by then, and prints the last line of a run,
 * `N passed, N failed`.
 *
 * @returns the exit status that says the same
 */
export function summary(): number {
  for (const failure of failures) console.log(`FAILED ${failure}`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
