import type { Operation } from '../../engine/core/context'
import * as balanceTransactions from '../../engine/customers/balance-transactions'

const path = '/v1/customers/:id/balance_transactions'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'CustomerBalanceTransactionCreateParams',
    run: ({ ctx, path: at, params }) => balanceTransactions.create(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path,
    params: 'CustomerBalanceTransactionListParams',
    run: ({ ctx, path: at, params }) => balanceTransactions.list(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path: `${path}/:transaction`,
    params: null,
    run: ({ ctx, path: at }) => balanceTransactions.own(ctx, at),
  },
  {
    method: 'POST',
    path: `${path}/:transaction`,
    params: 'CustomerBalanceTransactionUpdateParams',
    run: ({ ctx, path: at, params }) => balanceTransactions.update(ctx, at, params),
  },
]
