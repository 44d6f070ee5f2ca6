import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '@/lib/db'
import { endedStatuses } from '../model'
import { markDirty } from '../store'
import { drainCustomer, markGraceEnded } from '../sync'
import { type DriftedCustomer, driftOf, stateOfCustomer } from './customer-drift'
import { findOrphans, type Orphan } from './orphan-subscriptions'
import { drainBilling } from './worker'

/** The result of a reconciliation. Any drift is a sign of a bug. */
export type DriftReport = {
  runId: string
  checked: number
  /** Our ids for the customers whose stored state was outdated although they were not marked as changed. */
  drifted: string[]
  drift: DriftedCustomer[]
  failed: number
  orphans: Orphan[]
  /** False if the time ran out. The next run continues from there. */
  isFinished: boolean
}

export type ReconcileOptions = {
  kind?: 'manual' | 'nightly'
  /** The maximum number of customers per second. Each takes at least four Stripe calls. */
  ratePerSecond?: number
  /** Milliseconds after which the run stops. The next run continues. */
  budgetMs?: number
  pause?: (ms: number) => Promise<unknown>
}

const cursorName = 'nightly'
/** The rate for scheduled runs and the CLI command, in customers per second. */
export const syncRatePerSecond = 5

/**
 * Reads customers from Stripe again and reports those whose stored state was outdated. It then looks for subscriptions
 * that do not belong to a team. A manual run checks every customer. A nightly run skips customers whose subscriptions
 * have all ended, because any new subscription would appear in the account's list.
 *
 * @param now the current time
 * @param options the rate and the time limit
 * @returns the report, which is also stored
 */
export async function reconcile(now: Date, options: ReconcileOptions = {}): Promise<DriftReport> {
  const { kind = 'manual', budgetMs = Number.POSITIVE_INFINITY } = options
  const startedAt = performance.now()
  const run = await db().reconcileRun.create({ data: { kind, startedAt: now, drift: [], orphans: [] } })
  const report: DriftReport = { ...empty, runId: run.id, drifted: [], drift: [], orphans: [] }
  await markGraceEnded(now)
  for (const id of await customersFor(kind)) {
    if (performance.now() - startedAt > budgetMs) {
      await saveCursor(id)
      return finish({ ...report, isFinished: false }, now)
    }
    await checkCustomer(id, now, report)
    await pace(options)
  }
  await db().billingCursor.deleteMany({ where: { name: cursorName } })
  report.orphans = await findOrphans(now)
  // Sync the customers that were just linked or marked.
  await drainBilling(now)
  return finish(report, now)
}

const empty = { checked: 0, failed: 0, isFinished: true }

async function customersFor(kind: 'manual' | 'nightly'): Promise<string[]> {
  const cursor = kind === 'nightly' ? await db().billingCursor.findUnique({ where: { name: cursorName } }) : null
  const linked = { stripeCustomerId: { not: null }, lifecycle: { not: 'closed' as const } }
  const live = { absentSince: null, status: { notIn: endedStatuses } }
  const rows = await db().billingCustomer.findMany({
    where: {
      ...linked,
      ...(cursor ? { id: { gte: cursor.value } } : {}),
      ...(kind === 'nightly' ? { OR: [{ subscriptions: { some: live } }, { subscriptions: { none: {} } }] } : {}),
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => row.id)
}

async function checkCustomer(id: string, now: Date, report: DriftReport): Promise<void> {
  const before = await stateOfCustomer(id)
  await markDirty(id)
  const isSynced = await drainCustomer(id, now)
  report.checked++
  if (!isSynced) report.failed++
  const after = isSynced ? await stateOfCustomer(id) : null
  const found = before && after ? driftOf(before, after) : null
  if (!found) return
  report.drifted.push(id)
  report.drift.push(found)
}

/**
 * Waits between customers to limit the rate. The random part prevents many installations from calling Stripe at once.
 */
async function pace({ ratePerSecond, pause = sleep }: ReconcileOptions): Promise<void> {
  if (!ratePerSecond || ratePerSecond === Number.POSITIVE_INFINITY) return
  await pause((1_000 / ratePerSecond) * (1 + Math.random() / 2))
}

async function saveCursor(value: string): Promise<void> {
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

/** Returns when the last finished nightly run started, or null if no run has finished or one still has to continue. */
export async function lastNightlyRun(): Promise<Date | null> {
  if (await db().billingCursor.findUnique({ where: { name: cursorName } })) return null
  const where = { kind: 'nightly' as const, finishedAt: { not: null } }
  const run = await db().reconcileRun.findFirst({ where, orderBy: { startedAt: 'desc' } })
  return run?.startedAt ?? null
}
