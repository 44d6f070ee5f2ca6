import { addSubscribers, openShop } from './billing-shop'
import type { Row } from './row'

/**
 * The number of customers per second that one process syncs, one at a time and with the drain, with the stand-in
 * in a separate process. Also counts Stripe API calls per customer.
 *
 * @param count the number of customers, each with one subscription
 */
export async function sync(count = 200): Promise<Row[]> {
  const shop = await openShop('sync')
  const { db } = await import('@/lib/db')
  try {
    const ids = await addSubscribers(shop, count)
    const { drainBilling } = await import('@/lib/billing')
    const { syncCustomer } = await import('@/lib/billing/sync/sync-customer')
    const first = await rate(count, () => drainBilling(new Date()))
    await shop.pool.query('UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = now()')
    await shop.forgetCalls()
    const drain = await rate(count, () => drainBilling(new Date()))
    const calls = await shop.calls()
    const one = await rate(count, async () => {
      for (const id of ids) await syncCustomer(id, new Date())
    })
    return [
      { name: 'customer syncs, one at a time', value: one, unit: '/s' },
      { name: 'draining unchanged customers', value: drain, unit: '/s' },
      { name: 'drain of new customers', value: first, unit: '/s' },
      { name: 'Stripe API calls per customer', value: calls / count, unit: 'calls' },
    ]
  } finally {
    await db().$disconnect()
    await shop.close()
  }
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return Math.round((count * 10_000) / (performance.now() - startedAt)) / 10
}
