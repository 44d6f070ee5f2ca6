import 'server-only'
import { z } from 'zod'
import type { MoneyFacts, PaidInvoiceFacts } from '../model'
import { parseCharge, parseDispute, stripe } from '../stripe'

const source = z.object({ subscription_details: z.object({ subscription: z.string() }).nullish() }).nullish()
const paidInvoice = z.object({ id: z.string(), parent: source }).transform(({ id, parent }): PaidInvoiceFacts => {
  return { id, subscription: parent?.subscription_details?.subscription ?? null }
})

/**
 * Reads what a customer has paid, and what came back of it: its latest hundred paid invoices, and the refunds and
 * disputes of its latest hundred charges. (Of two renewals between two syncs a subscription names only the later one.)
 * Two calls of Stripe for most customers, and one more for each charge that was refunded or disputed. (An event about a dispute names no
 * customer, and a lost event must not lose the fact: so it is read with the rest.)
 *
 * @param stripeCustomerId Stripe's id of the customer
 * @throws Stripe's errors on an outage, ZodError on a shape that is not understood
 */
export async function fetchMoney(stripeCustomerId: string): Promise<MoneyFacts> {
  const [invoices, { data }] = await Promise.all([
    stripe().invoices.list({ customer: stripeCustomerId, status: 'paid', limit: 100 }),
    stripe().charges.list({ customer: stripeCustomerId, limit: 100 }),
  ])
  const money: MoneyFacts = {
    paidInvoices: invoices.data.map((one) => paidInvoice.parse(one)),
    disputes: [],
    refunds: [],
  }
  for (const charge of data.map(parseCharge)) {
    if (charge.isDisputed) {
      const { data: disputes } = await stripe().disputes.list({ charge: charge.id, limit: 100 })
      money.disputes.push(...disputes.map(parseDispute))
    }
    if (charge.isRefunded) {
      const { data: refunds } = await stripe().refunds.list({ charge: charge.id, limit: 100 })
      for (const { id, amount: amountCents, currency, status } of refunds) {
        if (status === 'failed' || status === 'canceled') continue
        money.refunds.push({ id, chargeId: charge.id, amountCents, currency, isFull: charge.isFullyRefunded })
      }
    }
  }
  return money
}
