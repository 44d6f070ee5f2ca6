/** Cleanup steps, run in reverse order on every kind of exit. */
export class Cleanups {
  private list: (() => unknown)[] = []
  private isOver = false

  /** Adds a step, or runs it immediately if cleanup has already started. */
  async add(step: () => unknown): Promise<void> {
    if (this.isOver) await attempt(step)
    else this.list.push(step)
  }

  /** Runs all steps. A failure is printed and does not prevent the others. */
  async run(): Promise<void> {
    this.isOver = true
    for (const step of this.list.splice(0).reverse()) await attempt(step)
  }
}

async function attempt(step: () => unknown): Promise<void> {
  try {
    await step()
  } catch (error) {
    console.error(`Cleanup failed: ${(error as Error).message}`)
  }
}

/** Resolves with the name of the first stop signal. Later signals are ignored. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal))
  })
}
