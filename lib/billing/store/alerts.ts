import 'server-only'
import { db, type Transaction } from '@/lib/db'
import type { BillingAlertKind } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'

/** Something that a person has to look at. The same kind and key is one alert, however often it is seen. */
export type Alert = { kind: BillingAlertKind; key: string; teamId: string | null; message: string }

/**
 * Keeps an alert where the founder sees it (the table, and the log), once for each kind and key.
 *
 * @param alert what is wrong, in a sentence
 * @param now the present moment
 * @param tx the transaction that it belongs to, if any
 */
export async function raiseAlert(alert: Alert, now: Date, tx: Transaction = db()): Promise<void> {
  const { kind, key, teamId, message } = alert
  log().error({ kind, key, teamId }, `billing alert: ${message}`)
  // One statement: two that see the same at once must not make each other fail, least of all inside a sync.
  await tx.$executeRaw`
    INSERT INTO "BillingAlert" ("kind", "key", "teamId", "message", "firstAt", "lastAt")
    VALUES (${kind}::"BillingAlertKind", ${key}, ${teamId}, ${message}, ${now}, ${now})
    ON CONFLICT ("kind", "key") DO UPDATE SET
      "message" = EXCLUDED."message", "lastAt" = EXCLUDED."lastAt", "count" = "BillingAlert"."count" + 1`
}

/** The alerts that were last seen since a moment, newest first: for an admin page and for tests. */
export async function listAlerts(since: Date): Promise<(Alert & { count: number; firstAt: Date; lastAt: Date })[]> {
  return db().billingAlert.findMany({ where: { lastAt: { gte: since } }, orderBy: { lastAt: 'desc' } })
}
