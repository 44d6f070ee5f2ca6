import type { Context, Params } from '../core/context'
import { listed, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { methodOf } from '../payments/payment-methods'
import { includable } from '../queries/expand'
import { isInRange, pageOf } from '../queries/pagination'
import { paymentOf } from './collect-invoice'
import { draftSeconds } from './create-invoice'
import { finalizeInvoice } from './finalize-invoice'
import { payInvoice } from './pay-invoice'

const path = '/v1/invoices'
const object = 'invoice'

// Since 2025-03-31.basil, both are included only if expanded.
includable(object, 'payments', (ctx, { id, customer }) => {
  const payments = ctx.store.of(customer).filter((one) => one.object === 'invoice_payment' && one.invoice === id)
  return pageOf(payments, {}, `${path}/payments`)
})
includable(object, 'confirmation_secret', (ctx, invoice) => {
  const secret = paymentOf(ctx, invoice)?.intent.client_secret
  return secret ? { client_secret: secret, type: 'payment_intent' } : null
})

/** Stripe docs (finalize an invoice): `auto_advance` makes collection automatic. Assumed: within an hour. */
export function finalize(ctx: Context, id: string, params: Params): Stored {
  const draft = need(ctx, object, id)
  const auto_advance = params.auto_advance ?? draft.auto_advance
  const invoice = finalizeInvoice(ctx, id)
  if (invoice.status !== 'open') return invoice
  const isCharged = auto_advance && invoice.collection_method === 'charge_automatically'
  const next_payment_attempt = isCharged ? ctx.now(invoice.customer) + draftSeconds : null
  return ctx.store.put({ ...invoice, auto_advance, next_payment_attempt })
}

export function list(ctx: Context, params: Params) {
  const { customer, subscription, status, collection_method: method, due_date: due } = params
  const wanted = listed(ctx, object, customer)
    .filter((one) => !status || one.status === status)
    .filter((one) => !subscription || one.parent?.subscription_details?.subscription === subscription)
    .filter((one) => !method || one.collection_method === method)
    .filter((one) => due === undefined || (one.due_date !== null && isInRange(one.due_date, due)))
  return pageOf(wanted, params, path)
}

export function listPayments(ctx: Context, params: Params) {
  const intent = params.payment?.payment_intent
  const wanted = ctx.store
    .all('invoice_payment')
    .filter((one) => !params.invoice || one.invoice === params.invoice)
    .filter((one) => !intent || one.payment.payment_intent === intent)
    .filter((one) => !params.status || one.status === params.status)
  return pageOf(wanted, params, '/v1/invoice_payments')
}

export function listLines({ id, lines }: Stored, params: Params) {
  return pageOf([...(lines.data as Stored[])].reverse(), params, `${path}/${id}/lines`)
}

export function pay(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, ['off_session', 'paid_out_of_band', 'payment_method'])
  const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : undefined
  return payInvoice(ctx, id, params, method)
}
