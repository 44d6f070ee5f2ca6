import type * as original from '@/lib/billing/webhook/write-events'
import { db } from '@/lib/db'

export const writeEvents: typeof original.writeEvents = async (events) => {
  for (const { needsOwner, ...event } of events) {
    const where = { stripeCustomerId: event.customerRef ?? '' }
    const customer = needsOwner ? await db().billingCustomer.findUnique({ where }) : null
    const state = !needsOwner ? 'ignored' : customer ? 'received' : 'unowned'
    const { count } = await db().stripeEvent.createMany({ data: [{ ...event, state }], skipDuplicates: true })
    if (count === 0 || !customer) continue
    await db().$executeRaw`
      UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
      WHERE "customerId" = ${customer.id}`
  }
}
