import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import { mergeMetadata, need, previousOf } from '../resources/shared'
import type { Stored } from '../store'
import { discountsFrom } from './discounts'
import { isOver } from './ending'
import { itemList, itemsOf, periodOf, planOf, priceFor, quantityOf } from './items'
import { addIntervals, type Rhythm } from './period'
import { refuseUnsupported } from './supported'

const path = '/v1/subscription_schedules'
const object = 'subscription_schedule'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'SubscriptionScheduleCreateParams', run: ({ ctx, params }) => create(ctx, params) },
  {
    method: 'GET',
    path,
    params: 'SubscriptionScheduleListParams',
    run: ({ ctx, params }) => {
      const all = ctx.store.all(object)
      return pageOf(params.customer ? all.filter((one) => one.customer === params.customer) : all, params, path)
    },
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'SubscriptionScheduleUpdateParams',
    run: ({ ctx, path: at, params }) => update(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/release`,
    params: 'SubscriptionScheduleReleaseParams',
    run: ({ ctx, path: at }) => release(ctx, need(ctx, object, at.id ?? '')),
  },
]

function create(ctx: Context, params: Params): Stored {
  refuseUnsupported(params, ['from_subscription', 'metadata'])
  if (!params.from_subscription) {
    throw invalid(
      'The stand-in only makes schedules with from_subscription; see dev/stripe/README.md.',
      'from_subscription',
    )
  }
  const subscription = need(ctx, 'subscription', params.from_subscription, 'from_subscription')
  if (isOver(subscription)) throw invalid('You cannot migrate a subscription that is canceled to a schedule.')
  if (subscription.schedule) {
    throw invalid(`The subscription is already attached to a schedule: ${subscription.schedule}.`, 'from_subscription')
  }
  const { start, end } = periodOf(itemsOf(subscription))
  const items = itemsOf(subscription).map(({ price, quantity }) => ({ price: price.id, quantity }))
  const schedule = ctx.store.put({
    id: newId('sub_sched'),
    object,
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: ctx.now(subscription.customer),
    current_phase: { start_date: start, end_date: end },
    customer: subscription.customer,
    customer_account: null,
    default_settings: { billing_cycle_anchor: 'automatic', collection_method: 'charge_automatically' },
    end_behavior: 'release',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    pause_schedules: [],
    phases: [phaseOf(subscription, items, start, end, subscription.discounts)],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  })
  ctx.emit('subscription_schedule.created', schedule)
  const attached = ctx.store.put({ ...subscription, schedule: schedule.id })
  ctx.emit('customer.subscription.updated', attached, { schedule: null })
  return schedule
}

function phaseOf(subscription: Stored, items: Params[], start: number, end: number, discounts: string[]): Params {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    description: null,
    discounts: discounts.map((discount) => ({ discount, coupon: null, promotion_code: null })),
    end_date: end,
    invoice_settings: null,
    items: items.map(({ price, quantity }) => ({ discounts: [], metadata: {}, plan: price, price, quantity })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: subscription.trial_end !== null && subscription.trial_end >= end ? subscription.trial_end : null,
  }
}

function requireActive(schedule: Stored): void {
  if (schedule.status === 'active' || schedule.status === 'not_started') return
  throw invalid(`You cannot change a subscription schedule that is ${schedule.status}.`)
}

function update(ctx: Context, before: Stored, params: Params): Stored {
  refuseUnsupported(params, ['end_behavior', 'metadata', 'phases', 'proration_behavior'])
  requireActive(before)
  if (params.end_behavior === 'cancel') {
    throw invalid('The stand-in only implements end_behavior=release.', 'end_behavior')
  }
  const subscription = need(ctx, 'subscription', before.subscription)
  const phases = params.phases ? phasesOf(ctx, before, subscription, params.phases) : before.phases
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const after = ctx.store.put({ ...before, phases, metadata })
  ctx.emit('subscription_schedule.updated', after, previousOf(before, after))
  return after
}

function phasesOf(ctx: Context, schedule: Stored, subscription: Stored, wanted: Params[]): Params[] {
  let start = schedule.phases[0].start_date as number
  return wanted.map((phase, index) => {
    const at = `phases[${index}]`
    refuseUnsupported(phase, [
      'discounts',
      'duration',
      'end_date',
      'items',
      'proration_behavior',
      'start_date',
      'trial_end',
    ])
    const items = (phase.items as Params[]).map((item) => {
      const price = priceFor(ctx, item.price, `${at}[items][0][price]`)
      return { price: price.id, quantity: quantityOf(item.quantity) }
    })
    const end = phase.end_date ?? endOf(phase.duration, start, at)
    if (end <= start) throw invalid(`The end of a phase must be after its start.`, `${at}[end_date]`)
    const owner = { customer: subscription.customer, subscription: subscription.id, at: ctx.now(subscription.customer) }
    const made = phaseOf(subscription, items, start, end, discountsFrom(ctx, phase.discounts, owner))
    start = end
    return { ...made, proration_behavior: phase.proration_behavior ?? 'create_prorations' }
  })
}

function endOf(duration: Rhythm | undefined, start: number, at: string): number {
  if (!duration) throw invalid(`Missing required param: ${at}[end_date].`, `${at}[end_date]`, 'parameter_missing')
  return addIntervals(start, { interval: duration.interval, interval_count: duration.interval_count ?? 1 }, 1)
}

function release(ctx: Context, schedule: Stored): Stored {
  requireActive(schedule)
  const released = ctx.store.put({
    ...schedule,
    status: 'released',
    released_at: ctx.now(schedule.customer),
    released_subscription: schedule.subscription,
    subscription: null,
    current_phase: null,
  })
  ctx.emit('subscription_schedule.released', released)
  const subscription = need(ctx, 'subscription', schedule.subscription)
  const after = ctx.store.put({ ...subscription, schedule: null })
  ctx.emit('customer.subscription.updated', after, { schedule: schedule.id })
  return released
}

/** Goes to the schedule's next phase, or lets the subscription go after the last one. The renewal then bills it. */
export function nextPhase(ctx: Context, schedule: Stored, at: number): void {
  const phase = (schedule.phases as Params[]).find(({ start_date }) => start_date === at)
  if (!phase) {
    release(ctx, schedule)
    return
  }
  const current_phase = { start_date: phase.start_date, end_date: phase.end_date }
  const moved = ctx.store.put({ ...schedule, current_phase })
  ctx.emit('subscription_schedule.updated', moved, { current_phase: schedule.current_phase })
  const before = need(ctx, 'subscription', schedule.subscription)
  const [wanted] = phase.items as Params[]
  const items = itemsOf(before).map((item) => {
    const price = need(ctx, 'price', wanted?.price)
    return { ...item, price, plan: planOf(price), quantity: wanted?.quantity ?? item.quantity }
  })
  const discounts = (phase.discounts as Params[]).map(({ discount }) => discount)
  const after = ctx.store.put({ ...before, items: itemList(before.id, items), discounts })
  ctx.emit('customer.subscription.updated', after, previousOf(before, after))
}
