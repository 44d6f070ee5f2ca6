/** What has to be undone at the end, last things first, however the end comes. */
export class Cleanups {
  private list: (() => unknown)[] = []
  private isOver = false

  /** Adds a step. When the end has come already, it is done at once. */
  async add(step: () => unknown): Promise<void> {
    if (this.isOver) await attempt(step)
    else this.list.push(step)
  }

  /** Does all of them; one that fails says so and does not keep the others from being done. */
  async run(): Promise<void> {
    this.isOver = true
    for (const step of this.list.splice(0).reverse()) await attempt(step)
  }
}

async function attempt(step: () => unknown): Promise<void> {
  try {
    await step()
  } catch (error) {
    console.error(`While stopping: ${(error as Error).message}`)
  }
}

/** Resolves with the name of the first signal that asks this process to stop. More of them change nothing. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal))
  })
}
