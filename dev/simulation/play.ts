import type { Lab } from './lab'
import { type OutsideChangeName, outsideChanges } from './outside-changes'
import { payCheckout, visit } from './portal-visit'
import { Random } from './random'
import type { Outcome, Task } from './scheduler'
import { requireMatch, runToCompletion } from './settle'
import { describeStep, type History, type Step } from './step'
import { Violation } from './violation'
import { afterStatement, requireMarks, requireSingleSubscription } from './watch'
import * as work from './work'
import { World } from './world'

export type Verdict = { violation: Violation | null; trace: string[]; operations: number }

const tasksMax = 7
/** Steps that need a signed-in member. */
const memberSteps = new Set<Step['do']>(['flow', 'return', 'checkout', 'finish', 'click', 'seats'])

/**
 * Plays every step of a history, lets all remaining work finish, and checks that the stored state matches Stripe.
 *
 * @param lab the processes to run the history on; reset first
 * @param history its seed determines everything that the steps do not specify
 */
export async function play(lab: Lab, history: History): Promise<Verdict> {
  await lab.reset()
  const world = new World(lab, history.seed)
  if (history.cardsHadTrials) await world.markTrialsUsed()
  for (let index = 0; index < history.teams; index++) await world.addTeam(index, history.subscribed)
  const random = new Random(history.seed ^ 0x5eed)
  await requireMarks(world)
  try {
    for (const step of history.steps) {
      world.trace.push(describeStep(step))
      await playStep(world, step)
      await lab.scheduler.settle()
      throwFirstViolation(world)
    }
    world.trace.push('— everything finishes —')
    await runToCompletion(world, random, (task) => advance(world, task, 99, 'normal'))
    throwFirstViolation(world)
    if (world.hasLostEvents) {
      world.trace.push('— undelivered events are fetched —')
      work.startUndelivered(world, 0)
      await runToCompletion(world, random, (task) => advance(world, task, 99, 'normal'))
      throwFirstViolation(world)
    }
    await requireMatch(world, 'before reconciling')
    world.trace.push('— reconcile —')
    work.startReconcile(world, 0)
    await lab.scheduler.settle()
    await runToCompletion(world, random, (task) => advance(world, task, 99, 'normal'))
    throwFirstViolation(world)
    await requireMatch(world, 'after reconciling')
    return { violation: null, trace: world.trace, operations: world.operations }
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    return { violation: error, trace: world.trace, operations: world.operations }
  }
}

function throwFirstViolation(world: World): void {
  const [first] = world.violations
  if (first) throw first
}

/** Runs up to `count` operations of a task, and checks the invariants after each SQL statement. */
export async function advance(world: World, task: Task, count: number, outcome: Outcome): Promise<void> {
  for (let done = 0; done < count && task.parked.length > 0; done++) {
    const how = done === 0 ? outcome : 'normal'
    if (how !== 'normal') world.hadBrokenConnection = true
    const { kind, label } = await world.lab.scheduler.step(task, how)
    world.operations++
    world.trace.push(
      `    ${task.name} #${task.id} in process ${task.app}: ${how === 'normal' ? '' : `${how} `}${label}`,
    )
    if (kind === 'sql') await afterStatement(world, label)
    throwFirstViolation(world)
  }
}

async function playStep(world: World, step: Step): Promise<void> {
  const random = new Random(Math.floor(step.r * 4294967296))
  const team = world.team(step.team)
  const isFull = world.lab.scheduler.alive().length >= tasksMax
  switch (step.do) {
    case 'run': {
      const ready = world.lab.scheduler.ready()
      return ready.length > 0 ? advance(world, random.pick(ready), step.n, step.what as Outcome) : undefined
    }
    case 'mutate': {
      const subject = world.subject(team, random)
      if (subject) outsideChanges[step.what as OutsideChangeName](subject)
      return
    }
    case 'wait':
      world.lab.clock.advance(step.n)
      world.stripe.runDue()
      return
    case 'crash':
      world.requeue(await world.lab.crash(step.app % world.lab.apps.length))
      return
    case 'drop':
      return drop(world, random)
    case 'visit':
      return visitLink(world, random)
    case 'pay':
      return pay(world, random)
    default:
      return isFull || (memberSteps.has(step.do) && (await world.isClosed(team)))
        ? undefined
        : startWork(world, step, random)
  }
}

function startWork(world: World, step: Step, random: Random): Promise<void> | undefined {
  const { app, what, n } = step
  const team = world.team(step.team)
  switch (step.do) {
    case 'deliver': {
      const waiting = world.waiting()
      if (waiting.length > 0) work.startWebhook(world, app, random.pick(waiting), random.chance(0.3))
      return
    }
    case 'redeliver': {
      const known = world.deliveries.filter(({ state }) => state === 'acknowledged' || state === 'sent')
      if (known.length > 0) work.startWebhook(world, app, random.pick(known), random.chance(0.3))
      return
    }
    case 'flow':
      return void work.startFlow(world, app, team, what)
    case 'return':
      return void (world.links.length > 0 && work.startReturn(world, app, random.pick(world.links)))
    case 'checkout':
      return void work.startCheckout(world, app, team, what, n)
    case 'finish':
      return void (world.checkouts.length > 0 && work.startFinish(world, app, random.pick(world.checkouts)))
    case 'click':
      return void work.startClick(world, app, team, what)
    case 'seats':
      return void work.startSeats(world, app, team, n)
    case 'drain':
      return void work.startDrain(world, app)
    case 'email':
      return void work.startEmails(world, app)
    case 'reconcile':
      return void work.startReconcile(world, app)
    case 'undelivered':
      return void work.startUndelivered(world, app)
    case 'replay':
      world.collect()
      return void (world.deliveries.length > 0 && work.startReplay(world, app, random.pick(world.deliveries)))
    case 'close':
      return void work.startClose(world, app, team)
  }
}

function drop(world: World, random: Random): void {
  const waiting = world.waiting()
  if (waiting.length === 0) return
  // Lose either one waiting event or all of them.
  for (const lost of random.chance(0.5) ? waiting : [random.pick(waiting)]) lost.state = 'dropped'
  world.hasLostEvents = true
}

async function visitLink(world: World, random: Random): Promise<void> {
  const unused = world.links.filter(({ isUsed }) => !isUsed)
  if (unused.length > 0) await visit(world.stripe, random.pick(unused), Object.values(world.lab.prices), random)
}

async function pay(world: World, random: Random): Promise<void> {
  const open = world.checkouts.filter(({ sessionId }) => world.stripe.ctx.store.get(sessionId)?.status === 'open')
  if (open.length === 0) return
  const { url, team } = random.pick(open)
  await requireSingleSubscription(world, team, () => payCheckout(world.stripe, url, random))
}
