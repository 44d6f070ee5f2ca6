import 'server-only'
import { db, type Transaction } from '@/lib/db'

/** Says that Stripe may know something newer about a customer. Cheap, and may be called as often as one likes. */
export async function markDirty(customerId: string, tx: Transaction = db()): Promise<void> {
  await tx.$executeRaw`
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" = ${customerId}`
}
