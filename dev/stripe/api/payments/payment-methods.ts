import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as paymentMethods from '../../engine/payments/payment-methods'

const path = '/v1/payment_methods'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'PaymentMethodCreateParams',
    run: ({ ctx, params }) => paymentMethods.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'PaymentMethodListParams',
    run: ({ ctx, params }) => paymentMethods.list(ctx, params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'payment_method', at.id ?? ''),
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'PaymentMethodUpdateParams',
    run: ({ ctx, path: at, params }) => paymentMethods.update(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/attach`,
    params: 'PaymentMethodAttachParams',
    run: ({ ctx, path: at, params }) => paymentMethods.attachTo(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/detach`,
    params: null,
    run: ({ ctx, path: at }) => paymentMethods.detach(ctx, at.id ?? ''),
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    params: 'CustomerListPaymentMethodsParams',
    run: ({ ctx, path: at, params }) => paymentMethods.listOfCustomer(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods/:method',
    params: null,
    run: ({ ctx, path: at }) => paymentMethods.ownMethod(ctx, at.id ?? '', at.method ?? ''),
  },
]
