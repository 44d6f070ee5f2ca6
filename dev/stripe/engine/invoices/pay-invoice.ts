import { type Context, invalid, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { cardFor, collect, noCard, unpaidError } from './collect-invoice'
import { subscriptionOf } from './create-invoice'
import { finalizeInvoice } from './finalize-invoice'

/** `POST /v1/invoices/:id/pay`. Throws Stripe's card error if the invoice is still unpaid. */
export function payInvoice(ctx: Context, id: string, params: Params, method: Stored | undefined): Stored {
  const invoice = need(ctx, 'invoice', id)
  if (invoice.status === 'draft') finalizeInvoice(ctx, id)
  const open = need(ctx, 'invoice', id)
  if (open.status === 'paid') {
    if (invoice.status === 'draft') return open
    throw invalid('Invoice is already paid', undefined, 'invoice_already_paid')
  }
  if (open.status === 'void')
    throw invalid('This invoice is void and cannot be paid.', undefined, 'invoice_not_editable')
  const own = open.default_payment_method ? need(ctx, 'payment_method', open.default_payment_method) : undefined
  const card = method ?? own ?? cardFor(ctx, open.customer, subscriptionOf(ctx, open))
  if (!card && !params.paid_out_of_band) throw noCard()
  const offSession = params.off_session ?? false
  const collected = collect(ctx, id, { method, offSession, isAutomatic: false, outOfBand: params.paid_out_of_band })
  if (collected.invoice.status === 'paid' || !collected.intent) return collected.invoice
  throw unpaidError(collected.intent)
}
