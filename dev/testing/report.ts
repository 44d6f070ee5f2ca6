/** Counts of passed and failed tests, and the names of failed tests. */
export type Count = { passed: number; failed: number; failures?: string[] }

const total = { passed: 0, failed: 0 }
const failures: string[] = []

/** Adds a step's result to the total and prints it with its duration. */
export function report(name: string, count: Count, startedAt: number): void {
  total.passed += count.passed
  total.failed += count.failed
  if (count.failed > 0) failures.push(...(count.failures ?? ['see above']).map((failure) => `${name}: ${failure}`))
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`)
}

/**
 * Lists the failures, because a step's own output is far above, and ends with `N passed, N failed`.
 *
 * @returns the matching exit status
 */
export function summary(): number {
  for (const failure of failures) console.log(`FAILED ${failure}`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
