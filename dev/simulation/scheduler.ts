import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * How an operation ends: as it should; `lost`, when it never got there; `unknown`, when it was done and its answer got
 * lost. The last two look the same to whoever asked.
 */
export type Outcome = 'normal' | 'lost' | 'unknown'

/** Something that leaves the process: an SQL statement, a call of Stripe, an answer, a mail. */
export type Operation = {
  kind: 'sql' | 'stripe' | 'answer' | 'mail'
  label: string
  /** What the caller is thrown when the connection breaks. */
  broken: () => Error
  /** What happens instead when the operation never got there; nothing, unless given. */
  instead?: () => Promise<unknown>
}

type Parked = { operation: Operation; go: (outcome: Outcome) => void }

/** One piece of work of one process: a webhook, a return, a round of the drain. */
export class Task {
  parked: Parked[] = []
  inFlight = 0
  isDone = false
  isDead = false
  /** Waiting for virtual time to pass. */
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
const patienceMs = 60_000
const turnsMax = 15
// No code of the product takes so many turns from one operation to the next.
const quietMax = 12

/**
 * Runs product code one operation at a time. Every operation of a task stops at the gate until it is let through, so the
 * interleaving of all tasks is decided here, and a process can be killed between any two of them.
 */
export class Scheduler {
  private current = new AsyncLocalStorage<Task>()
  private live: Task[] = []
  private count = 0
  private moves = 0
  private heard = () => {}

  /** @param lockWaits how many statements wait in PostgreSQL for somebody else's lock */
  constructor(private lockWaits: () => Promise<number>) {}

  /** The task whose code is running; undefined in the simulation's own code, which passes every gate. */
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
      // A turn first, so that nothing happens before the scheduler says so.
      turn()
        .then(work)
        .then(() => end(), end)
    })
    return task
  }

  /** Does an operation when it is let through. A dead task's operations never return. */
  async gate<R>(operation: Operation, work: () => Promise<R>): Promise<R> {
    const task = this.current.getStore()
    if (!task) return work()
    if (task.isDead) return never()
    const outcome = await new Promise<Outcome>((go) => {
      task.parked.push({ operation, go })
      this.moved()
    })
    try {
      if (outcome === 'lost') {
        await operation.instead?.()
        throw operation.broken()
      }
      const result = await work()
      if (outcome === 'unknown') throw operation.broken()
      return result
    } finally {
      task.inFlight--
      this.moved()
      // The process died while its statement was under way.
      if (task.isDead) await never()
    }
  }

  /** Does something that leaves the process and is no step of its own, as opening a connection is. */
  async outside<R>(work: () => Promise<R>): Promise<R> {
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

  /** Runs a callback of a timer in the task that set it. */
  wake(task: Task | undefined, work: () => void): void {
    if (!task) work()
    else if (!task.isDead) this.current.run(task, work)
  }

  /** The tasks that wait at the gate. */
  ready(): Task[] {
    return this.live.filter((task) => !task.isDead && task.parked.length > 0)
  }

  /** The tasks that are not over, or have left work behind. */
  alive(): Task[] {
    return this.live.filter((task) => !task.isDead && (!task.isDone || task.parked.length > 0 || task.inFlight > 0))
  }

  /** Lets the first waiting operation of a task through, and waits until everything has come to rest again. */
  async step(task: Task, outcome: Outcome): Promise<Operation> {
    const next = task.parked.shift()
    if (!next) throw new Error(`${task.name} is not waiting for anything`)
    task.inFlight++
    next.go(outcome)
    await this.settle()
    return next.operation
  }

  /** Ends every task of a process where it stands. */
  kill(app: number): Task[] {
    const killed = this.alive().filter((task) => task.app === app)
    for (const task of killed) {
      task.isDead = true
      task.parked = []
    }
    this.live = this.live.filter((task) => !task.isDead)
    return killed
  }

  /** Waits until no task can go on by itself: all are over, at the gate, asleep, or waiting for a lock or another task. */
  async settle(): Promise<void> {
    const startedAt = Date.now()
    for (let idle = 0, quiet = 0, moves = this.moves, turns = 0; ; turns++) {
      // Code that goes on by itself takes a few turns; what takes longer waits for the database, which needs the machine.
      await (turns > turnsMax ? pause() : turn())
      const busy = this.alive().filter((task) => this.isBusy(task))
      if (busy.length === 0) {
        // Something else in the same task may go on in the very turn in which an operation ended.
        if (++idle > 2) break
        continue
      }
      idle = 0
      quiet = moves === this.moves ? quiet + 1 : 0
      moves = this.moves
      await this.change(busy)
      const flying = busy.filter((task) => task.inFlight > 0)
      const others = busy.filter((task) => task.inFlight === 0)
      if (others.length === 0 || (quiet > quietMax && others.every((task) => this.mayWait(task)))) {
        const waiting = flying.reduce((sum, task) => sum + task.inFlight, 0)
        if (waiting === 0 || (await this.lockWaits()) >= waiting) break
      }
      if (Date.now() - startedAt > patienceMs)
        throw new Error(`these do not come to rest: ${busy.map(({ name }) => name)}`)
    }
    this.live = this.live.filter((task) => this.alive().includes(task))
  }

  private isBusy(task: Task): boolean {
    if (task.inFlight > 0) return true
    return !task.isDone && task.parked.length === 0 && task.sleeping === 0
  }

  /** The inbox writes together what arrives together: a task may wait for a statement that another of its process sent. */
  private mayWait(task: Task): boolean {
    return this.alive().some(
      (other) =>
        other !== task &&
        other.app === task.app &&
        (other.parked.length > 0 || other.inFlight > 0 || other.sleeping > 0),
    )
  }

  private moved(): void {
    this.moves++
    this.heard()
  }

  private async change(busy: Task[]): Promise<void> {
    if (busy.every((task) => task.inFlight === 0)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 4)
      this.heard = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.heard = () => {}
  }
}
