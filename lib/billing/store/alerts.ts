import 'server-only'
import { db, type Transaction } from '@/lib/db'
import type { BillingAlertKind } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'

/** A problem that someone must review. Repeated problems with the same kind and key share one alert. */
export type Alert = { kind: BillingAlertKind; key: string; teamId: string | null; message: string }

/**
 * Stores and logs an alert. Updates the existing one if the kind and key match.
 *
 * @param now the current time
 * @param tx the transaction to use, if any
 */
export async function raiseAlert(alert: Alert, now: Date, tx: Transaction = db()): Promise<void> {
  const { kind, key, teamId, message } = alert
  log().error({ kind, key, teamId }, `billing alert: ${message}`)
  // A single statement, so that concurrent alerts cannot make each other (or a sync) fail.
  await tx.$executeRaw`
    INSERT INTO "BillingAlert" ("kind", "key", "teamId", "message", "firstAt", "lastAt")
    VALUES (${kind}::"BillingAlertKind", ${key}, ${teamId}, ${message}, ${now}, ${now})
    ON CONFLICT ("kind", "key") DO UPDATE SET
      "message" = EXCLUDED."message", "lastAt" = EXCLUDED."lastAt", "count" = "BillingAlert"."count" + 1`
}

/** Lists alerts that last occurred at or after `since`, newest first. For an admin page and tests. */
export async function listAlerts(since: Date): Promise<(Alert & { count: number; firstAt: Date; lastAt: Date })[]> {
  return db().billingAlert.findMany({ where: { lastAt: { gte: since } }, orderBy: { lastAt: 'desc' } })
}
