import type { Operation } from '../../engine/core/context'
import * as taxIds from '../../engine/customers/tax-ids'

const path = '/v1/customers/:id/tax_ids'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'CustomerCreateTaxIdParams',
    run: ({ ctx, path: at, params }) => taxIds.create(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path,
    params: 'CustomerListTaxIdsParams',
    run: ({ ctx, path: at, params }) => taxIds.list(ctx, at.id ?? '', params),
  },
  { method: 'GET', path: `${path}/:tax`, params: null, run: ({ ctx, path: at }) => taxIds.own(ctx, at) },
  {
    method: 'DELETE',
    path: `${path}/:tax`,
    params: null,
    run: ({ ctx, path: at }) => taxIds.remove(ctx, at),
  },
]
