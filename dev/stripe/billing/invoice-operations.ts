import { includable } from '../http/expand'
import { isInRange, pageOf } from '../http/list'
import type { Context, Operation, Params } from '../kernel'
import { listed, need } from '../resources/shared'
import type { Stored } from '../store'
import { closeInvoice, paymentOf } from './collecting'
import { finalizeInvoice } from './finalizing'
import { draftSeconds } from './invoices'
import { createManualInvoice, deleteInvoice, updateInvoice } from './manual-invoices'
import { payInvoice } from './paying'
import { methodOf } from './payment-methods'
import { previewInvoice } from './preview'
import { refuseUnsupported } from './supported'

const path = '/v1/invoices'
const object = 'invoice'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'InvoiceCreateParams', run: ({ ctx, params }) => createManualInvoice(ctx, params) },
  { method: 'GET', path, params: 'InvoiceListParams', run: ({ ctx, params }) => list(ctx, params) },
  {
    method: 'POST',
    path: `${path}/create_preview`,
    params: 'InvoiceCreatePreviewParams',
    run: ({ ctx, params }) => previewInvoice(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'InvoiceUpdateParams',
    run: ({ ctx, path: at, params }) => updateInvoice(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => deleteInvoice(ctx, need(ctx, object, at.id ?? '')),
  },
  {
    method: 'GET',
    path: `${path}/:id/lines`,
    params: 'InvoiceListLinesParams',
    run: ({ ctx, path: at, params }) => {
      const { id, lines } = need(ctx, object, at.id ?? '')
      return pageOf([...(lines.data as Stored[])].reverse(), params, `${path}/${id}/lines`)
    },
  },
  {
    method: 'POST',
    path: `${path}/:id/pay`,
    params: 'InvoicePayParams',
    run: ({ ctx, path: at, params }) => {
      refuseUnsupported(params, ['off_session', 'paid_out_of_band', 'payment_method'])
      const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : undefined
      return payInvoice(ctx, at.id ?? '', params, method)
    },
  },
  {
    method: 'POST',
    path: `${path}/:id/finalize`,
    params: 'InvoiceFinalizeParams',
    run: ({ ctx, path: at, params }) => finalize(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/void`,
    params: null,
    run: ({ ctx, path: at }) => closeInvoice(ctx, at.id ?? '', 'void'),
  },
  {
    method: 'POST',
    path: `${path}/:id/mark_uncollectible`,
    params: null,
    run: ({ ctx, path: at }) => closeInvoice(ctx, at.id ?? '', 'uncollectible'),
  },
  {
    method: 'GET',
    path: '/v1/invoice_payments',
    params: 'InvoicePaymentListParams',
    run: ({ ctx, params }) => listPayments(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/invoice_payments/:id',
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'invoice_payment', at.id ?? ''),
  },
]

// Since 2025-03-31.basil both are shown only when they are asked for.
includable(object, 'payments', (ctx, { id, customer }) => {
  const payments = ctx.store.of(customer).filter((one) => one.object === 'invoice_payment' && one.invoice === id)
  // Observed: the address is that of no invoice.
  return pageOf(payments, {}, `${path}/payments`)
})
includable(object, 'confirmation_secret', (ctx, invoice) => {
  const secret = paymentOf(ctx, invoice)?.intent.client_secret
  return secret ? { client_secret: secret, type: 'payment_intent' } : null
})

/** Stripe docs (finalize an invoice): with `auto_advance` collection goes on by itself. Assumed: within the hour. */
function finalize(ctx: Context, id: string, params: Params): Stored {
  const draft = need(ctx, object, id)
  const auto_advance = params.auto_advance ?? draft.auto_advance
  const invoice = finalizeInvoice(ctx, id)
  if (invoice.status !== 'open') return invoice
  const isCharged = auto_advance && invoice.collection_method === 'charge_automatically'
  const next_payment_attempt = isCharged ? ctx.now(invoice.customer) + draftSeconds : null
  return ctx.store.put({ ...invoice, auto_advance, next_payment_attempt })
}

function list(ctx: Context, params: Params) {
  const { customer, subscription, status, collection_method: method, due_date: due } = params
  const wanted = listed(ctx, object, customer)
    .filter((one) => !status || one.status === status)
    .filter((one) => !subscription || one.parent?.subscription_details?.subscription === subscription)
    .filter((one) => !method || one.collection_method === method)
    .filter((one) => due === undefined || (one.due_date !== null && isInRange(one.due_date, due)))
  return pageOf(wanted, params, path)
}

function listPayments(ctx: Context, params: Params) {
  const intent = params.payment?.payment_intent
  const wanted = ctx.store
    .all('invoice_payment')
    .filter((one) => !params.invoice || one.invoice === params.invoice)
    .filter((one) => !intent || one.payment.payment_intent === intent)
    .filter((one) => !params.status || one.status === params.status)
  return pageOf(wanted, params, '/v1/invoice_payments')
}
