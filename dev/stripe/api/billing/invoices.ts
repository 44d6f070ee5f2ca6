import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import { closeInvoice } from '../../engine/invoices/collect-invoice'
import * as invoices from '../../engine/invoices/invoices'
import { createManualInvoice, deleteInvoice, updateInvoice } from '../../engine/invoices/manual-invoices'
import { previewInvoice } from '../../engine/invoices/preview-invoice'

const path = '/v1/invoices'
const object = 'invoice'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'InvoiceCreateParams', run: ({ ctx, params }) => createManualInvoice(ctx, params) },
  { method: 'GET', path, params: 'InvoiceListParams', run: ({ ctx, params }) => invoices.list(ctx, params) },
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
    run: ({ ctx, path: at, params }) => invoices.listLines(need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/pay`,
    params: 'InvoicePayParams',
    run: ({ ctx, path: at, params }) => invoices.pay(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/finalize`,
    params: 'InvoiceFinalizeParams',
    run: ({ ctx, path: at, params }) => invoices.finalize(ctx, at.id ?? '', params),
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
]
