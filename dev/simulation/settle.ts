import { setTimeout as sleep } from 'node:timers/promises'
import { compareInbox, compareTeam } from './compare-with-stripe'
import type { Random } from './random'
import type { Task } from './scheduler'
import { Violation } from './violation'
import * as work from './work'
import type { World } from './world'

const roundsMax = 14
const pauseSeconds = 16 * 60
const timeoutMs = 5_000

/**
 * Finishes all tasks, redelivers events until they are acknowledged, and runs background work until nothing is left.
 * Time passes between rounds, and no connection breaks.
 */
export async function runToCompletion(world: World, random: Random, run: (task: Task) => Promise<void>): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    await finishAll(world, random, run)
    for (let waiting = world.waiting(); waiting.length > 0; waiting = world.waiting()) {
      work.startWebhook(world, random.below(world.lab.apps.length), random.pick(waiting), false)
      await finishAll(world, random, run)
    }
    work.startDrain(world, random.below(world.lab.apps.length))
    work.startEmails(world, random.below(world.lab.apps.length))
    await finishAll(world, random, run)
    world.collect()
    if (world.waiting().length === 0 && (await openWork(world)).length === 0) return
    world.lab.clock.advance(pauseSeconds)
    world.stripe.runDue()
  }
  throw new Violation('work never finishes', (await openWork(world)).join('; ') || 'events never stop')
}

async function finishAll(world: World, random: Random, run: (task: Task) => Promise<void>): Promise<void> {
  const { scheduler } = world.lab
  let waitedMs = 0
  for (;;) {
    await scheduler.settle()
    const ready = scheduler.ready()
    if (ready.length > 0) {
      await run(random.pick(ready))
      waitedMs = 0
      continue
    }
    const stuck = scheduler.alive()
    if (stuck.length === 0) return
    // PostgreSQL needs a moment to detect a deadlock and abort one transaction. The product must handle that.
    if (waitedMs > timeoutMs) throw new Violation('a task hangs', stuck.map(({ name }) => name).join(', '))
    await sleep(10)
    waitedMs += 10
  }
}

/** Describes all unfinished work. */
async function openWork(world: World): Promise<string[]> {
  const { database } = world.lab
  const dirty = await database.rows<{ teamId: string; lastError: string | null }>(
    `SELECT "teamId", "lastError" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
     WHERE "dirtySeq" > "syncedSeq" AND "stripeCustomerId" IS NOT NULL`,
  )
  const unsent = await database.rows<{ kind: string; key: string }>(
    // Expired messages are never sent.
    `SELECT "kind", "key" FROM "OutboxMessage" WHERE "sentAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > $1)`,
    [world.now()],
  )
  const closing = await database.rows<{ teamId: string; lastError: string | null }>(
    `SELECT "teamId", "lastError" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
     WHERE "lifecycle" = 'closing'`,
  )
  const unsettled = await database.rows<{ id: string; state: string; error: string | null }>(
    `SELECT "eventId" AS id, "state", "error" FROM "StripeEvent" WHERE "state" IN ('received', 'unowned')`,
  )
  return [
    ...closing.map(({ teamId, lastError }) => `${teamId} is not closed (${lastError ?? 'no error'})`),
    ...unsettled.map(({ id, state, error }) => `${id} is ${state} (${error ?? 'no error'})`),
    ...dirty.map(({ teamId, lastError }) => `${teamId} is not synced (${lastError ?? 'no error'})`),
    ...unsent.map(({ kind, key }) => `${kind} ${key} is not sent`),
  ]
}

/** Throws the first difference between the stored state and Stripe. */
export async function requireMatch(world: World, when: string): Promise<void> {
  const { lab, teams, deliveries } = world
  const scene = { database: lab.database, ctx: world.stripe.ctx, product: lab.anyProduct(), now: world.now() }
  const acknowledged = deliveries.filter(({ state }) => state === 'acknowledged').map(({ event }) => event)
  const found = [await compareInbox(scene, acknowledged)]
  for (const { id } of teams) found.push(await compareTeam(scene, id))
  const [first] = found.flat()
  if (first) throw new Violation(first.rule, `${when}: ${first.detail}`)
}
