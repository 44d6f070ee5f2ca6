import 'server-only'
import { z } from 'zod'
import type { PaidInvoiceDetails, PaymentHistory } from '../model'
import { parseCharge, parseDispute, stripe } from '../stripe'

const source = z.object({ subscription_details: z.object({ subscription: z.string() }).nullish() }).nullish()
const paidInvoice = z.object({ id: z.string(), parent: source }).transform(({ id, parent }): PaidInvoiceDetails => {
  return { id, subscription: parent?.subscription_details?.subscription ?? null }
})

/**
 * Reads a customer's latest 100 paid invoices, and the refunds and disputes of its latest 100 charges. Invoices are listed
 * because a subscription references only its latest one, and there may have been several since the last sync. Refunds
 * and disputes are listed so that nothing is missed if an event is lost. Most customers need two Stripe calls, plus one
 * for each refunded or disputed charge.
 *
 * @param stripeCustomerId Stripe's customer id
 * @throws Stripe's errors during an outage, ZodError if the format is unexpected
 */
export async function fetchPayments(stripeCustomerId: string): Promise<PaymentHistory> {
  const [invoices, { data }] = await Promise.all([
    stripe().invoices.list({ customer: stripeCustomerId, status: 'paid', limit: 100 }),
    stripe().charges.list({ customer: stripeCustomerId, limit: 100 }),
  ])
  const money: PaymentHistory = {
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
