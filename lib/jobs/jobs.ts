import 'server-only'
import { pruneSessions } from '@/lib/auth'
import {
  alertOverdue,
  drainBilling,
  fetchUndelivered,
  lastNightlyRun,
  pruneEvents,
  reconcile,
  syncRatePerSecond,
} from '@/lib/billing'
import { deliverMail } from '@/lib/email'
import { log } from '@/lib/log'
import { pruneRateLimits } from '@/lib/rate-limit'
import { deliverInvitations, pruneInvitations, releaseInvitations } from '@/lib/teams'
import { deliverEmailLinks, pruneEmailLinks } from '@/lib/users'

const dayMs = 86_400_000

/** Runs the work that is due at `now` once: sends email and syncs changes from Stripe. */
export async function runDueJobs(now: Date): Promise<void> {
  // First, because someone is waiting for these.
  await deliverEmailLinks(now)
  await drainBilling(now)
  // After the sync, because it may have added the seats that some invitations wait for.
  await releaseInvitations(now)
  await deliverInvitations(now)
  await deliverMail(now)
}

async function pruneOld(now: Date): Promise<number> {
  await pruneEmailLinks(now)
  await pruneInvitations(now)
  return (await pruneEvents(now)) + (await pruneSessions(now)) + (await pruneRateLimits(now))
}

/**
 * Scheduled jobs. Each is safe to run twice, or in two processes at once, because it only marks rows for work or raises
 * alerts.
 *
 * `undelivered` fetches events that Stripe could not deliver, `stale` alerts about customers that have waited too long,
 * `nightly` reads every customer again, and `prune` deletes old events, links, sessions, and rate limit counters.
 */
export const timedJobs = {
  undelivered: { cron: '*/10 * * * *', run: (now: Date) => fetchUndelivered(now) },
  stale: { cron: '5 * * * *', run: (now: Date) => alertOverdue(now) },
  nightly: {
    cron: '17 3 * * *',
    run: (now: Date) => reconcile(now, { kind: 'nightly', ratePerSecond: syncRatePerSecond }),
  },
  prune: { cron: '47 4 * * *', run: pruneOld },
} as const

/**
 * Runs the scheduled jobs on a platform whose scheduler calls a route every ten minutes. Each call handles undelivered
 * events and alerts. The rest runs once a day, in slices that each fit in one call.
 *
 * @param now the current time
 * @param budgetMs the maximum duration of a call, in milliseconds
 */
export async function runTimedJobs(now: Date, budgetMs: number): Promise<void> {
  await timedJobs.undelivered.run(now)
  await timedJobs.stale.run(now)
  const last = await lastNightlyRun()
  if (last && now.getTime() - last.getTime() < dayMs) return
  const { checked, drifted, isFinished } = await reconcile(now, {
    kind: 'nightly',
    ratePerSecond: syncRatePerSecond,
    budgetMs,
  })
  log().info({ checked, drifted: drifted.length, isFinished }, 'customers reconciled')
  if (isFinished) await timedJobs.prune.run(now)
}
