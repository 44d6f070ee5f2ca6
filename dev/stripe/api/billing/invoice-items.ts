import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as invoiceItems from '../../engine/invoices/invoice-items'

const path = '/v1/invoiceitems'
const object = 'invoiceitem'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'InvoiceItemCreateParams',
    run: ({ ctx, params }) => invoiceItems.create(ctx, params),
  },
  { method: 'GET', path, params: 'InvoiceItemListParams', run: ({ ctx, params }) => invoiceItems.list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'InvoiceItemUpdateParams',
    run: ({ ctx, path: at, params }) => invoiceItems.update(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => invoiceItems.remove(ctx, need(ctx, object, at.id ?? '')),
  },
]
