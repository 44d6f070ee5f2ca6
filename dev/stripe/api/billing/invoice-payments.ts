import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as invoices from '../../engine/invoices/invoices'

const path = '/v1/invoice_payments'

export const operations: Operation[] = [
  {
    method: 'GET',
    path,
    params: 'InvoicePaymentListParams',
    run: ({ ctx, params }) => invoices.listPayments(ctx, params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'invoice_payment', at.id ?? ''),
  },
]
