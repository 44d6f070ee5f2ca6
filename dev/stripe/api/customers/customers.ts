import { type Operation, StripeError } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as customers from '../../engine/customers/customers'
import { searchOf } from '../../engine/queries/search'

const path = '/v1/customers'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'CustomerCreateParams', run: ({ ctx, params }) => customers.create(ctx, params) },
  { method: 'GET', path, params: 'CustomerListParams', run: ({ ctx, params }) => customers.list(ctx, params) },
  {
    method: 'GET',
    path: `${path}/search`,
    params: 'CustomerSearchParams',
    run: ({ ctx, params }) => searchOf(customers.all(ctx), 'customers', params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => customers.retrieve(ctx, at.id ?? ''),
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'CustomerUpdateParams',
    run: ({ ctx, path: at, params }) => customers.update(ctx, at.id ?? '', params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => customers.remove(ctx, at.id ?? ''),
  },
  {
    method: 'DELETE',
    path: `${path}/:id/discount`,
    params: null,
    run: ({ ctx, path: at }) => {
      const { id } = need(ctx, 'customer', at.id ?? '')
      // Since 2025-03-31.basil, discounts apply to subscriptions, not to customers.
      const message = `No active discount for customer: ${id}`
      throw new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message })
    },
  },
]
