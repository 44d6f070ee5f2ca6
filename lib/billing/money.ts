import 'server-only'
import type { MoneyFacts } from './facts'
import { parseCharge, parseDispute } from './parse'
import { stripe } from './stripe'

/**
 * Reads what came back of a customer's payments: refunds and disputes of its latest hundred charges. One call of Stripe
 * for most customers, and one more for each charge that was refunded or disputed. (An event about a dispute names no
 * customer, and a lost event must not lose the fact: so it is read with the rest.)
 *
 * @param stripeCustomerId Stripe's id of the customer
 * @throws Stripe's errors on an outage, ZodError on a shape that is not understood
 */
export async function fetchMoney(stripeCustomerId: string): Promise<MoneyFacts> {
  const money: MoneyFacts = { disputes: [], refunds: [] }
  const { data } = await stripe().charges.list({ customer: stripeCustomerId, limit: 100 })
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
