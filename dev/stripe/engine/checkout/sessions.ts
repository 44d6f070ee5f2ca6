import { type Context, invalid, type Params } from '../core/context'
import { listed, mergeMetadata } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { usableCode } from '../discounts/discounts'
import { includable } from '../queries/expand'
import { pageOf } from '../queries/pagination'
import { withRecovery } from './session-recovery'
import { withTotals } from './session-totals'

const path = '/v1/checkout/sessions'
const object = 'checkout.session'

// SDK type Session.line_items: included only if expanded.
includable(object, 'line_items', (_ctx, session) => itemsOf(session, {}))

export function itemsOf(session: Stored, params: Params) {
  return pageOf([...(session._line_items as Stored[])].reverse(), params, `${path}/${session.id}/line_items`)
}

export function applyPromotionCode(ctx: Context, session: Stored, text: string): Stored {
  const wanted = text.trim().toLowerCase()
  const found = ctx.store.all('promotion_code').find((one) => one.active && one.code.toLowerCase() === wanted)
  if (!session.allow_promotion_codes || !found) throw invalid('This code is invalid.', 'code')
  const code = usableCode(ctx, found.id, session.customer, 'code')
  return withTotals(ctx, session, [{ coupon: null, promotion_code: code.id }])
}

export function list(ctx: Context, params: Params) {
  const wanted = listed(ctx, object, params.customer)
    .filter((one) => !params.customer_details || one.customer_details?.email === params.customer_details.email)
    .filter((one) => !params.subscription || one.subscription === params.subscription)
    .filter((one) => !params.status || one.status === params.status)
    .filter((one) => !params.payment_intent || one.payment_intent === params.payment_intent)
  return pageOf(wanted, params, path)
}

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

export function update(ctx: Context, session: Stored, params: Params): Stored {
  rejectUnsupported(params, ['metadata'])
  return ctx.store.put({ ...session, metadata: mergeMetadata(session.metadata, params.metadata) })
}
