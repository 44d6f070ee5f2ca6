export type Count = { passed: number; failed: number }

const total: Count = { passed: 0, failed: 0 }

/** Adds a step's result to the sum, and prints it with the time that it took. */
export function report(name: string, count: Count, startedAt: number): void {
  total.passed += count.passed
  total.failed += count.failed
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`)
}

/** Prints the last line of a run, `N passed, N failed`; answers the exit status that says the same. */
export function summary(): number {
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
