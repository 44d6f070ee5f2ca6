import { confirmSession } from '../engine/checkout/confirm-session'
import { recoverSession } from '../engine/checkout/session-recovery'
import { withTotals } from '../engine/checkout/session-totals'
import { applyPromotionCode } from '../engine/checkout/sessions'
import type { Operation } from '../engine/core/context'
import { need } from '../engine/core/parameters'
import { completeAuthentication } from '../engine/payments/authentication'
import { concludeDispute, openDispute } from '../engine/payments/disputes'

/**
 * Actions that customers take on the hosted pages and at their bank. Only the pages call these; HTTP does not expose
 * them.
 */
export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/_internal/intents/:id/authenticate',
    params: null,
    run: ({ ctx, path, params }) =>
      completeAuthentication(ctx, path.id ?? '', params.outcome === 'succeed' ? 'succeed' : 'fail'),
  },
  {
    method: 'POST',
    path: '/_internal/charges/:id/dispute',
    params: null,
    run: ({ ctx, path }) => openDispute(ctx, need(ctx, 'charge', path.id ?? ''), 'fraudulent'),
  },
  {
    method: 'POST',
    path: '/_internal/disputes/:id/decide',
    params: null,
    run: ({ ctx, path, params }) => concludeDispute(ctx, need(ctx, 'dispute', path.id ?? ''), params.status),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/confirm',
    params: null,
    run: ({ ctx, path, params }) => confirmSession(ctx, need(ctx, 'checkout.session', path.id ?? ''), params),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/recover',
    params: null,
    run: ({ ctx, path }) => recoverSession(ctx, path.id ?? ''),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/apply_promotion_code',
    params: null,
    run: ({ ctx, path, params }) => applyPromotionCode(ctx, need(ctx, 'checkout.session', path.id ?? ''), params.code),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/remove_promotion_code',
    params: null,
    run: ({ ctx, path }) => withTotals(ctx, need(ctx, 'checkout.session', path.id ?? ''), []),
  },
]
