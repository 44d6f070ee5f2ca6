import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as accountBalance from '../../engine/payments/account-balance'

const path = '/v1/balance_transactions'

export const operations: Operation[] = [
  {
    method: 'GET',
    path,
    params: 'BalanceTransactionListParams',
    run: ({ ctx, params }) => accountBalance.list(ctx, params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'balance_transaction', at.id ?? ''),
  },
]
