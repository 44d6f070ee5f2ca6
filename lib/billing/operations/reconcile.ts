import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '@/lib/db'
import { endedStatuses } from '../model'
import { drainCustomer, markDirty, markGraceEnded } from '../sync'
import { type DriftedCustomer, driftOf, stateOfCustomer } from './drift'
import { findOrphans, type Orphan } from './orphans'
import { drainBilling } from './worker'

/** What a reconciliation found. Zero drift is the right number: anything else is the sign of a fault. */
export type DriftReport = {
  runId: string
  checked: number
  /** Our ids of the customers whose stored state was behind although nothing was marked as changed. */
  drifted: string[]
  drift: DriftedCustomer[]
  failed: number
  orphans: Orphan[]
  /** False when the time ran out; the next run goes on from there. */
  isFinished: boolean
}

export type ReconcileOptions = {
  kind?: 'manual' | 'nightly'
  /** Customers in a second at most: each takes four calls of Stripe or more. */
  ratePerSecond?: number
  /** Milliseconds after which the run stops and leaves the rest to the next one. */
  budgetMs?: number
  pause?: (ms: number) => Promise<unknown>
}

const cursorName = 'nightly'
/** The rate of scheduled runs and of the command. */
export const politeRate = 5

/**
 * Reads customers from Stripe again and says whose stored state was behind; then looks for subscriptions of the account
 * that no team has. A manual run looks at every customer; a nightly one leaves out those for whom everything is over,
 * whose new subscriptions the account's own list would show.
 *
 * @param now the present moment
 * @param options how fast, and for how long
 * @returns the report, which is stored as well
 */
export async function reconcile(now: Date, options: ReconcileOptions = {}): Promise<DriftReport> {
  const { kind = 'manual', budgetMs = Number.POSITIVE_INFINITY } = options
  const startedAt = performance.now()
  const run = await db().reconcileRun.create({ data: { kind, startedAt: now, drift: [], orphans: [] } })
  const report: DriftReport = { ...empty, runId: run.id, drifted: [], drift: [], orphans: [] }
  await markGraceEnded(now)
  for (const id of await customersFor(kind)) {
    if (performance.now() - startedAt > budgetMs) {
      await keepCursor(id)
      return finish({ ...report, isFinished: false }, now)
    }
    await check(id, now, report)
    await pace(options)
  }
  await db().billingCursor.deleteMany({ where: { name: cursorName } })
  report.orphans = await findOrphans(now)
  // Owners who were adopted, or who lacked a subscription that the account has, are read at once.
  await drainBilling(now)
  return finish(report, now)
}

const empty = { checked: 0, failed: 0, isFinished: true }

async function customersFor(kind: 'manual' | 'nightly'): Promise<string[]> {
  const cursor = kind === 'nightly' ? await db().billingCursor.findUnique({ where: { name: cursorName } }) : null
  const over = { stripeCustomerId: { not: null }, lifecycle: { not: 'closed' as const } }
  const live = { absentSince: null, status: { notIn: endedStatuses } }
  const rows = await db().billingCustomer.findMany({
    where: {
      ...over,
      ...(cursor ? { id: { gte: cursor.value } } : {}),
      ...(kind === 'nightly' ? { OR: [{ subscriptions: { some: live } }, { subscriptions: { none: {} } }] } : {}),
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => row.id)
}

async function check(id: string, now: Date, report: DriftReport): Promise<void> {
  const before = await stateOfCustomer(id)
  await markDirty(id)
  const isRead = await drainCustomer(id, now)
  report.checked++
  if (!isRead) report.failed++
  const after = isRead ? await stateOfCustomer(id) : null
  const found = before && after ? driftOf(before, after) : null
  if (!found) return
  report.drifted.push(id)
  report.drift.push(found)
}

/** Waits so that the rate is kept; a little more or less each time, so that many installations do not call in step. */
async function pace({ ratePerSecond, pause = sleep }: ReconcileOptions): Promise<void> {
  if (!ratePerSecond || ratePerSecond === Number.POSITIVE_INFINITY) return
  await pause((1_000 / ratePerSecond) * (1 + Math.random() / 2))
}

async function keepCursor(value: string): Promise<void> {
  await db().billingCursor.upsert({
    where: { name: cursorName },
    create: { name: cursorName, value },
    update: { value },
  })
}

async function finish(report: DriftReport, now: Date): Promise<DriftReport> {
  const { runId, checked, failed, drift, orphans } = report
  await db().reconcileRun.update({ where: { id: runId }, data: { finishedAt: now, checked, failed, drift, orphans } })
  return report
}

/** When the last nightly run came to its end; null when none ever did, or one was cut short and is to go on. */
export async function lastNightlyRun(): Promise<Date | null> {
  if (await db().billingCursor.findUnique({ where: { name: cursorName } })) return null
  const where = { kind: 'nightly' as const, finishedAt: { not: null } }
  const run = await db().reconcileRun.findFirst({ where, orderBy: { startedAt: 'desc' } })
  return run?.startedAt ?? null
}
