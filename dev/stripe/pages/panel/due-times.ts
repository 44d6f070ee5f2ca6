import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { periodEnd } from '../shared/stored-objects'

/** A time that the clock can advance to. */
export type Due = { label: string; at: number }

/** Renewal invoices stay drafts for an hour before they are charged (Stripe docs: subscription webhooks). */
const hour = 3600

/** The next time of each kind for a test clock's customers. */
export function dueOnClock(ctx: Context, clock: Stored): Due[] {
  const customers = new Set(
    ctx.store.all('customer').flatMap((customer) => (customer.test_clock === clock.id ? [customer.id] : [])),
  )
  const live = ctx.store
    .all('subscription')
    .filter((one) => customers.has(one.customer) && !['canceled', 'incomplete_expired'].includes(one.status))
  const open = ctx.store.all('invoice').filter((one) => customers.has(one.customer) && one.status === 'open')
  const kinds: [string, number[]][] = [
    ['Advance to trial end', live.flatMap((one) => (one.status === 'trialing' ? [one.trial_end + hour] : []))],
    ['Advance to renewal', live.flatMap((one) => (one.status === 'paused' ? [] : [periodEnd(one) + hour]))],
    ['Advance to next retry', open.flatMap((one) => (one.next_payment_attempt ? [one.next_payment_attempt] : []))],
  ]
  return kinds.flatMap(([label, moments]) => {
    const later = moments.filter((at) => at > clock.frozen_time)
    return later.length > 0 ? [{ label, at: Math.min(...later) }] : []
  })
}
