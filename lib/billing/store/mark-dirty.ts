import 'server-only'
import { db, type Transaction } from '@/lib/db'

/** Marks a customer for syncing because its data in Stripe may have changed. Cheap and safe to repeat. */
export async function markDirty(customerId: string, tx: Transaction = db()): Promise<void> {
  await tx.$executeRaw`
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" = ${customerId}`
}

/** Like `markDirty`, but the first sync runs at `at`, or earlier if something else triggers it. */
export async function markDirtyLater(customerId: string, at: Date): Promise<void> {
  await db().$executeRaw`
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now()),
      "nextAttemptAt" = COALESCE("nextAttemptAt", ${at})
    WHERE "customerId" = ${customerId}`
}
