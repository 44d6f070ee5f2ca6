import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { addIntervals, type BillingInterval } from '../core/billing-period'
import { type Context, invalid, newId, type Params } from '../core/context'
import type { Stored } from '../core/store'
import { isOver } from '../subscriptions/end-subscription'
import { itemsOf } from '../subscriptions/items'
import { runFor } from './due-work'

const object = 'test_helpers.test_clock'

export function create(ctx: Context, params: Params): Stored {
  const now = ctx.wallClock()
  const clock = {
    id: newId('clock'),
    object,
    created: now,
    deletes_after: now + 7 * 86_400,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: 'ready',
    status_details: {},
  } satisfies View<Stripe.TestHelpers.TestClock>
  ctx.store.put(clock)
  ctx.emit('test_helpers.test_clock.created', clock)
  return clock
}

/**
 * Advances a clock and runs the work that becomes due. As in Stripe, the response is `advancing`. The clock is `ready`
 * by the next request, while Stripe takes longer.
 */
export function advance(ctx: Context, clock: Stored, to: number): Stored {
  const customers = ctx.store.all('customer').filter((one) => one.test_clock === clock.id && !one.deleted)
  requireReachable(ctx, clock, customers, to)
  const status_details = { advancing: { target_frozen_time: to } }
  const advancing = ctx.store.put({ ...clock, status: 'advancing', status_details })
  ctx.emit('test_helpers.test_clock.advancing', advancing)
  runFor(
    ctx,
    customers.map(({ id }) => id),
    to,
  )
  const ready = ctx.store.put({ ...clock, frozen_time: to, status: 'ready', status_details: {} })
  ctx.emit('test_helpers.test_clock.ready', ready)
  return advancing
}

function requireReachable(ctx: Context, clock: Stored, customers: Stored[], to: number): void {
  if (!Number.isInteger(to) || to <= clock.frozen_time) {
    throw invalid('The time that you advance to must be later than the present time of the test clock.', 'frozen_time')
  }
  // Stripe docs (test clocks): at most two intervals of the shortest subscription, or two years without one.
  const intervals = customers
    .flatMap(({ id }) => ctx.store.of(id))
    .filter((one) => one.object === 'subscription' && !isOver(one))
    .flatMap((one) => itemsOf(one).map((item) => item.price.recurring as BillingInterval))
  const years = addIntervals(clock.frozen_time, { interval: 'year', interval_count: 1 }, 2)
  const furthest = Math.min(years, ...intervals.map((interval) => addIntervals(clock.frozen_time, interval, 2)))
  if (to <= furthest) return
  throw invalid(
    'You can advance a test clock by at most two intervals of its shortest subscription, or by two years if it has no subscription.',
    'frozen_time',
  )
}

/** Stripe docs (delete a test clock): deletes its customers and cancels their subscriptions. */
export function remove(ctx: Context, clock: Stored): Params {
  for (const customer of ctx.store.all('customer')) {
    if (customer.test_clock === clock.id && !customer.deleted) ctx.call('DELETE', `/v1/customers/${customer.id}`)
  }
  ctx.emit('test_helpers.test_clock.deleted', clock)
  ctx.store.remove(clock.id)
  return { id: clock.id, object, deleted: true }
}
