type Timer = { at: number; fire: () => void }

/** A history's wall clock, in milliseconds. It moves only when a step advances it. */
export class Clock {
  private timers = new Set<Timer>()

  constructor(public now: number) {}

  seconds(): number {
    return Math.floor(this.now / 1000)
  }

  /** Advances the time and fires all due timers in order. */
  advance(seconds: number): void {
    this.now += seconds * 1000
    const due = [...this.timers].filter((timer) => timer.at <= this.now).sort((a, b) => a.at - b.at)
    for (const timer of due) {
      this.timers.delete(timer)
      timer.fire()
    }
  }

  set(fire: () => void, ms: number): Timer {
    const timer = { at: this.now + ms, fire }
    this.timers.add(timer)
    return timer
  }

  clear(timer: Timer): boolean {
    return this.timers.delete(timer)
  }

  forget(): void {
    this.timers.clear()
  }
}

/** A `Date` class that reads the simulated clock. */
export function simulatedDate(clock: () => Clock): DateConstructor {
  return class extends Date {
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [clock().now] : args) as [number]))
    }

    static override now(): number {
      return clock().now
    }
  } as unknown as DateConstructor
}
