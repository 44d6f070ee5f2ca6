import type { Context } from '../../../engine/core/context'
import type { Stored } from '../../../engine/core/store'
import type { Problem } from '../../shared/web'
import type { Visit } from '../visit'
import { updateParams } from './preview'
import { type Change, isDeferred } from './read-change'

/** The result of a confirmed change: applied, scheduled, waiting for 3D Secure, or declined. */
export type Applied =
  | { kind: 'update' | 'scheduled' }
  | { kind: 'authenticate'; intent: string }
  | { kind: 'problem'; problem: Problem }

/**
 * Applies a confirmed change. Assumed: the portal uses `pending_if_incomplete`, so the subscription does not change until
 * the payment succeeds.
 *
 * @throws StripeError when Stripe's API would reject the change
 */
export function applyChange(visit: Visit, subscription: Stored, change: Change): Applied {
  const { ctx, speech } = visit
  if (isDeferred(visit, change)) {
    ctx.transaction(() => schedule(ctx, subscription, change))
    return { kind: 'scheduled' }
  }
  const params = { ...updateParams(visit, subscription, change), payment_behavior: 'pending_if_incomplete' }
  const updated = ctx.call<Stored>('POST', `/v1/subscriptions/${subscription.id}`, params)
  if (!updated.pending_update) return { kind: 'update' }
  const intent = paymentOf(ctx, updated.latest_invoice)
  if (intent?.status === 'requires_action') return { kind: 'authenticate', intent: intent.id }
  const message = intent?.last_payment_error?.message ?? speech.t('no_payment_method')
  return { kind: 'problem', problem: { message } }
}

export function paymentOf(ctx: Context, invoice: string | null): Stored | null {
  const payments = ctx.store.all('invoice_payment').filter((one) => one.invoice === invoice)
  const id = payments.at(-1)?.payment?.payment_intent
  return id ? (ctx.store.get(id) ?? null) : null
}

/**
 * Schedules a change for the end of the period. Stripe docs: "the customer portal automatically creates and attaches a
 * subscription schedule". The change is in its second phase, after which the schedule releases the subscription.
 */
function schedule(ctx: Context, subscription: Stored, { price, quantity, discounts }: Change): void {
  const created = subscription.schedule
    ? ctx.store.get(subscription.schedule)
    : ctx.call<Stored>('POST', '/v1/subscription_schedules', { from_subscription: subscription.id })
  const phase = created?.phases.at(-1)
  if (!created || !phase) throw new Error(`subscription ${subscription.id} has no current schedule phase`)
  const items = (phase.items as Stored[]).map((item) => ({
    price: typeof item.price === 'string' ? item.price : item.price.id,
    quantity: item.quantity,
  }))
  const kept = (subscription.discounts as (string | Stored)[]).map((one) => ({
    discount: typeof one === 'string' ? one : one.id,
  }))
  const { interval, interval_count } = price.recurring
  const next = { items: [{ price: price.id, quantity }], duration: { interval, interval_count } }
  ctx.call('POST', `/v1/subscription_schedules/${created.id}`, {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        items,
        start_date: phase.start_date,
        end_date: phase.end_date,
        ...(phase.trial_end ? { trial_end: phase.trial_end } : {}),
        ...(kept.length > 0 ? { discounts: kept } : {}),
      },
      { ...next, ...(kept.length + discounts.length > 0 ? { discounts: [...kept, ...discounts] } : {}) },
    ],
  })
}
