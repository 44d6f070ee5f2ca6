import { includable } from '../http/expand'
import { pageOf } from '../http/list'
import { type Context, invalid, missing, type Operation, type Params } from '../kernel'
import { listed, mergeMetadata, need } from '../resources/shared'
import type { Stored } from '../store'
import { confirmSession } from './checkout-confirm'
import { createSession } from './checkout-create'
import { findRecoverable, recoverSession, withRecovery } from './checkout-recovery'
import { withTotals } from './checkout-totals'
import { usableCode } from './discounts'
import { refuseUnsupported } from './supported'

const path = '/v1/checkout/sessions'
const object = 'checkout.session'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'CheckoutSessionCreateParams', run: ({ ctx, params }) => createSession(ctx, params) },
  { method: 'GET', path, params: 'CheckoutSessionListParams', run: ({ ctx, params }) => list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'CheckoutSessionUpdateParams',
    run: ({ ctx, path: at, params }) => {
      refuseUnsupported(params, ['metadata'])
      const before = need(ctx, object, at.id ?? '')
      return ctx.store.put({ ...before, metadata: mergeMetadata(before.metadata, params.metadata) })
    },
  },
  {
    method: 'GET',
    path: `${path}/:id/line_items`,
    params: 'CheckoutSessionListLineItemsParams',
    run: ({ ctx, path: at, params }) => itemsOf(need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/expire`,
    params: null,
    run: ({ ctx, path: at }) => expire(ctx, need(ctx, object, at.id ?? '')),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/confirm',
    params: null,
    run: ({ ctx, path: at, params }) => confirmSession(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/recover',
    params: null,
    run: ({ ctx, path: at }) => recoverSession(ctx, findRecoverable(ctx, at.id ?? '') ?? missingSession(at.id ?? '')),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/apply_promotion_code',
    params: null,
    run: ({ ctx, path: at, params }) => applyCode(ctx, need(ctx, object, at.id ?? ''), params.code),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/remove_promotion_code',
    params: null,
    run: ({ ctx, path: at }) => withTotals(ctx, need(ctx, object, at.id ?? ''), []),
  },
]

function missingSession(id: string): never {
  throw missing(object, id)
}

// SDK type Session.line_items: shown when it is asked for.
includable(object, 'line_items', (_ctx, session) => itemsOf(session, {}))

function itemsOf(session: Stored, params: Params) {
  return pageOf([...(session._line_items as Stored[])].reverse(), params, `${path}/${session.id}/line_items`)
}

function applyCode(ctx: Context, session: Stored, text: string): Stored {
  const wanted = text.trim().toLowerCase()
  const found = ctx.store.all('promotion_code').find((one) => one.active && one.code.toLowerCase() === wanted)
  if (!session.allow_promotion_codes || !found) throw invalid('This code is invalid.', 'code')
  const code = usableCode(ctx, found.id, session.customer, 'code')
  return withTotals(ctx, session, [{ coupon: null, promotion_code: code.id }])
}

function list(ctx: Context, params: Params) {
  const wanted = listed(ctx, object, params.customer)
    .filter((one) => !params.customer_details || one.customer_details?.email === params.customer_details.email)
    .filter((one) => !params.subscription || one.subscription === params.subscription)
    .filter((one) => !params.status || one.status === params.status)
    .filter((one) => !params.payment_intent || one.payment_intent === params.payment_intent)
  return pageOf(wanted, params, path)
}

/** Closes a session that can still be paid. */
export function expire(ctx: Context, session: Stored): Stored {
  if (session.status !== 'open') {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of \`${session.status}\`.`,
    )
  }
  const expired = ctx.store.put({ ...withRecovery(ctx, session), status: 'expired', url: null })
  ctx.emit('checkout.session.expired', expired)
  return expired
}
