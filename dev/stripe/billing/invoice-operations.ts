import { pageOf } from '../http/list'
import type { Context, Operation, Params } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { closeInvoice, finalizeInvoice, payInvoice } from './invoices'
import { methodOf } from './payment-methods'
import { previewInvoice } from './preview'
import { refuseUnsupported } from './supported'

const path = '/v1/invoices'

export const operations: Operation[] = [
  { method: 'GET', path, params: 'InvoiceListParams', run: ({ ctx, params }) => list(ctx, params) },
  {
    method: 'POST',
    path: `${path}/create_preview`,
    params: 'InvoiceCreatePreviewParams',
    run: ({ ctx, params }) => previewInvoice(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'invoice', at.id ?? '') },
  {
    method: 'GET',
    path: `${path}/:id/lines`,
    params: 'InvoiceListLinesParams',
    run: ({ ctx, path: at, params }) => {
      const { id, lines } = need(ctx, 'invoice', at.id ?? '')
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
    params: null,
    run: ({ ctx, path: at }) => finalizeInvoice(ctx, at.id ?? ''),
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
    run: ({ ctx, params }) => {
      const intent = params.payment?.payment_intent
      const wanted = ctx.store
        .all('invoice_payment')
        .filter((one) => !params.invoice || one.invoice === params.invoice)
        .filter((one) => !intent || one.payment.payment_intent === intent)
      return pageOf(wanted, params, '/v1/invoice_payments')
    },
  },
]

function list(ctx: Context, params: Params) {
  const { customer, subscription, status } = params
  const wanted = (customer ? ctx.store.of(customer) : ctx.store.all('invoice'))
    .filter((one) => one.object === 'invoice')
    .filter((one) => !status || one.status === status)
    .filter((one) => !subscription || one.parent?.subscription_details?.subscription === subscription)
  return pageOf(wanted, params, path)
}
