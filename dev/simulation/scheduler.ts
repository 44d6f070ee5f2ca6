import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * How an operation ends. `lost`: the request never arrived. `unknown`: it succeeded, but the response was lost. The
 * caller cannot tell the last two apart.
 */
export type Outcome = 'normal' | 'lost' | 'unknown'

/** An interaction with the outside world: an SQL statement, a Stripe request, a webhook response, or an email. */
export type Operation = {
  kind: 'sql' | 'stripe' | 'response' | 'email'
  label: string
  /** The error thrown when the connection breaks. */
  connectionError: () => Error
  /** Runs in place of a lost operation. */
  onLost?: () => Promise<unknown>
}

type Parked = { operation: Operation; resume: (outcome: Outcome) => void }

/** A unit of work in one process, such as a webhook, a return, or a drain. */
export class Task {
  parked: Parked[] = []
  inFlight = 0
  isDone = false
  isDead = false
  /** The number of timers it is waiting for. */
  sleeping = 0
  failure: unknown

  constructor(
    readonly id: number,
    readonly name: string,
    readonly app: number,
  ) {}
}

const never = () => new Promise<never>(() => {})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1))
const timeoutMs = 60_000
const turnsMax = 15
// Product code never takes this many turns between two operations.
const unchangedTurnsMax = 12

/**
 * Runs product code one operation at a time. Each operation waits at the gate until it is released, so the scheduler
 * controls how tasks interleave and can kill a process between any two operations.
 */
export class Scheduler {
  private current = new AsyncLocalStorage<Task>()
  private live: Task[] = []
  private count = 0
  private moves = 0
  private onMove = () => {}

  /** @param lockWaits returns the number of statements waiting for a lock in PostgreSQL */
  constructor(private lockWaits: () => Promise<number>) {}

  /** The running task. Undefined in the simulation itself, which passes every gate. */
  running(): Task | undefined {
    return this.current.getStore()
  }

  start(name: string, app: number, work: () => Promise<unknown>): Task {
    const task = new Task(++this.count, name, app)
    this.live.push(task)
    const end = (failure?: unknown) => {
      task.isDone = true
      task.failure = failure
      this.moved()
    }
    this.current.run(task, () => {
      // Wait one turn, so that nothing runs before the scheduler starts.
      turn()
        .then(work)
        .then(() => end(), end)
    })
    return task
  }

  /** Runs an operation once it is released. A dead task's operations never return. */
  async gate<R>(operation: Operation, work: () => Promise<R>): Promise<R> {
    const task = this.current.getStore()
    if (!task) return work()
    if (task.isDead) return never()
    const outcome = await new Promise<Outcome>((resume) => {
      task.parked.push({ operation, resume })
      this.moved()
    })
    try {
      if (outcome === 'lost') {
        await operation.onLost?.()
        throw operation.connectionError()
      }
      const result = await work()
      if (outcome === 'unknown') throw operation.connectionError()
      return result
    } finally {
      task.inFlight--
      this.moved()
      // The process died during the operation.
      if (task.isDead) await never()
    }
  }

  /** Tracks outside work that is not a step, such as opening a connection. */
  async track<R>(work: () => Promise<R>): Promise<R> {
    const task = this.current.getStore()
    if (!task) return work()
    task.inFlight++
    try {
      return await work()
    } finally {
      task.inFlight--
      this.moved()
    }
  }

  /** Runs a timer callback in the task that set the timer. */
  wake(task: Task | undefined, work: () => void): void {
    if (!task) work()
    else if (!task.isDead) this.current.run(task, work)
  }

  /** The tasks waiting at the gate. */
  ready(): Task[] {
    return this.live.filter((task) => !task.isDead && task.parked.length > 0)
  }

  /** The tasks that have not finished or have left work behind. */
  alive(): Task[] {
    return this.live.filter((task) => !task.isDead && (!task.isDone || task.parked.length > 0 || task.inFlight > 0))
  }

  /** Releases a task's first waiting operation and waits until all tasks have paused again. */
  async step(task: Task, outcome: Outcome): Promise<Operation> {
    const next = task.parked.shift()
    if (!next) throw new Error(`${task.name} is not waiting for anything`)
    task.inFlight++
    next.resume(outcome)
    await this.settle()
    return next.operation
  }

  /** Kills every task of a process. */
  kill(app: number): Task[] {
    const killed = this.alive().filter((task) => task.app === app)
    for (const task of killed) {
      task.isDead = true
      task.parked = []
    }
    this.live = this.live.filter((task) => !task.isDead)
    return killed
  }

  /** Waits until no task can proceed: each is done, at the gate, asleep, or waiting for a lock or another task. */
  async settle(): Promise<void> {
    const startedAt = Date.now()
    for (let idle = 0, unchanged = 0, moves = this.moves, turns = 0; ; turns++) {
      // Product code continues within a few turns. Anything slower is waiting for the database, which needs CPU time.
      await (turns > turnsMax ? pause() : turn())
      const busy = this.alive().filter((task) => this.isBusy(task))
      if (busy.length === 0) {
        // Other code in the same task may continue in the turn in which an operation ends.
        if (++idle > 2) break
        continue
      }
      idle = 0
      unchanged = moves === this.moves ? unchanged + 1 : 0
      moves = this.moves
      await this.waitForMove(busy)
      const running = busy.filter((task) => task.inFlight > 0)
      const others = busy.filter((task) => task.inFlight === 0)
      if (others.length === 0 || (unchanged > unchangedTurnsMax && others.every((task) => this.mayBeWaiting(task)))) {
        const waiting = running.reduce((sum, task) => sum + task.inFlight, 0)
        if (waiting === 0 || (await this.lockWaits()) >= waiting) break
      }
      if (Date.now() - startedAt > timeoutMs)
        throw new Error(`these tasks did not settle: ${busy.map(({ name }) => name)}`)
    }
    this.live = this.live.filter((task) => this.alive().includes(task))
  }

  private isBusy(task: Task): boolean {
    if (task.inFlight > 0) return true
    return !task.isDone && task.parked.length === 0 && task.sleeping === 0
  }

  /** The inbox batches events, so a task may wait for a statement that another task in its process sent. */
  private mayBeWaiting(task: Task): boolean {
    return this.alive().some(
      (other) =>
        other !== task &&
        other.app === task.app &&
        (other.parked.length > 0 || other.inFlight > 0 || other.sleeping > 0),
    )
  }

  private moved(): void {
    this.moves++
    this.onMove()
  }

  private async waitForMove(busy: Task[]): Promise<void> {
    if (busy.every((task) => task.inFlight === 0)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 4)
      this.onMove = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.onMove = () => {}
  }
}
