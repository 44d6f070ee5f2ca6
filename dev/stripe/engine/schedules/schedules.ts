import { type BillingInterval, periodAround, sameRhythm } from '../core/billing-period'
import { type Context, invalid, type Params } from '../core/context'
import { mergeMetadata, need, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { cardFor } from '../invoices/collect-invoice'
import { createSubscription } from '../subscriptions/create-subscription'
import { endSubscription } from '../subscriptions/end-subscription'
import { itemList, itemsOf, newItem, periodOf, planOf, priceFor } from '../subscriptions/items'
import { updateSubscription } from '../subscriptions/update-subscription'
import { type Phase, phasesOf } from './phases'

const object = 'subscription_schedule'

export function endBehaviorOf(wanted: string | undefined): 'release' | 'cancel' {
  if (wanted === undefined || wanted === 'release') return 'release'
  if (wanted === 'cancel') return 'cancel'
  throw invalid(
    `The stand-in does not implement end_behavior=${wanted}. See the stripe-stand-in README.`,
    'end_behavior',
  )
}

export function startSchedule(ctx: Context, schedule: Stored): Stored {
  const [phase] = schedule.phases as Phase[]
  if (!phase) throw new Error('a schedule must have at least one phase')
  // Assumed: a missing card is not an error, because no caller would see it. The subscription waits for its first payment.
  const waits = ctx.isAutomatic && !cardFor(ctx, schedule.customer, undefined)
  const { result: subscription, emissions } = ctx.holdEvents(() =>
    createSubscription(ctx, {
      customer: schedule.customer,
      items: phase.items.map(({ price, quantity }) => ({ price, quantity })),
      billing_mode: { type: schedule.billing_mode.type },
      currency: phase.currency,
      metadata: phase.metadata ?? {},
      ...(waits ? { payment_behavior: 'default_incomplete' } : {}),
      ...(phase.discounts.length > 0 ? { discounts: phase.discounts.map(({ discount }) => ({ discount })) } : {}),
      ...(phase.trial_end ? { trial_end: phase.trial_end } : {}),
    }),
  )
  const attached = ctx.store.put({ ...subscription, schedule: schedule.id })
  for (const { type, object: about, previous } of emissions) {
    ctx.emit(type, type === 'customer.subscription.created' ? attached : about, previous)
  }
  const current_phase = { start_date: phase.start_date, end_date: phase.end_date }
  const active = ctx.store.put({ ...schedule, status: 'active', subscription: subscription.id, current_phase })
  ctx.emit('subscription_schedule.updated', active, previousOf(schedule, active))
  return active
}

function requireActive(schedule: Stored): void {
  if (schedule.status === 'active' || schedule.status === 'not_started') return
  throw invalid(`You cannot change a subscription schedule that is ${schedule.status}.`)
}

export function updateSchedule(ctx: Context, before: Stored, params: Params): Stored {
  rejectUnsupported(params, ['end_behavior', 'metadata', 'phases', 'proration_behavior'])
  requireActive(before)
  const at = ctx.now(before.customer)
  const end_behavior = params.end_behavior === undefined ? before.end_behavior : endBehaviorOf(params.end_behavior)
  const owner = { customer: before.customer, subscription: before.subscription, at, endBehavior: end_behavior }
  const phases = params.phases ? phasesOf(ctx, owner, before.phases[0].start_date, params.phases) : before.phases
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const current = (phases as Phase[]).find(({ start_date, end_date }) => start_date <= at && at < end_date)
  const isRunning = before.status === 'active' && current
  const current_phase = isRunning
    ? { start_date: current.start_date, end_date: current.end_date }
    : before.current_phase
  const after = ctx.store.put({ ...before, phases, metadata, end_behavior, current_phase })
  ctx.emit('subscription_schedule.updated', after, previousOf(before, after))
  const was = (before.phases as Phase[]).find(({ start_date }) => start_date === before.current_phase?.start_date)
  if (isRunning && was && contentOf(was) !== contentOf(current)) {
    // SDK type SubscriptionScheduleUpdateParams.proration_behavior: a change to the current phase applies immediately.
    const proration_behavior = params.proration_behavior ?? 'create_prorations'
    startPhase(ctx, need(ctx, 'subscription', before.subscription), { ...current, proration_behavior }, at)
  }
  return after
}

function contentOf({ items, discounts, metadata }: Phase): string {
  return JSON.stringify([items.map(({ price, quantity }) => [price, quantity]), discounts, metadata])
}

/** `POST /v1/subscription_schedules/:id/cancel`: also cancels the subscription. */
export function cancelSchedule(ctx: Context, schedule: Stored, params: Params): Stored {
  requireActive(schedule)
  const now = ctx.now(schedule.customer)
  if (schedule.subscription) {
    // Canceling the subscription also cancels the schedule.
    ctx.call('DELETE', `/v1/subscriptions/${schedule.subscription}`, params)
    return need(ctx, object, schedule.id)
  }
  const canceled = ctx.store.put({ ...schedule, status: 'canceled', canceled_at: now, current_phase: null })
  ctx.emit('subscription_schedule.canceled', canceled)
  return canceled
}

/** `POST /v1/subscription_schedules/:id/release`: the subscription does not change. */
export function releaseSchedule(ctx: Context, schedule: Stored): Stored {
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
  if (!schedule.subscription) return released
  const subscription = need(ctx, 'subscription', schedule.subscription)
  const after = ctx.store.put({ ...subscription, schedule: null })
  ctx.emit('customer.subscription.updated', after, { schedule: schedule.id })
  return released
}

/** Starts the next phase. After the last one, releases or cancels the subscription. */
export function nextPhase(ctx: Context, schedule: Stored, at: number): void {
  const phase = (schedule.phases as Phase[]).find(({ start_date }) => start_date === at)
  if (!phase) {
    if (schedule.end_behavior === 'release') releaseSchedule(ctx, schedule)
    else complete(ctx, schedule, at)
    return
  }
  const current_phase = { start_date: phase.start_date, end_date: phase.end_date }
  const moved = ctx.store.put({ ...schedule, current_phase })
  ctx.emit('subscription_schedule.updated', moved, { current_phase: schedule.current_phase })
  startPhase(ctx, need(ctx, 'subscription', schedule.subscription), phase, at)
}

function complete(ctx: Context, schedule: Stored, at: number): void {
  const done = ctx.store.put({ ...schedule, status: 'completed', completed_at: at, current_phase: null })
  ctx.emit('subscription_schedule.completed', done)
  const subscription = need(ctx, 'subscription', schedule.subscription)
  endSubscription(ctx, { ...subscription, schedule: null }, { reason: null })
}

/** Applies a phase to the subscription. At the end of a period, the renewal bills it. Otherwise, it is a change. */
function startPhase(ctx: Context, before: Stored, phase: Phase, at: number): void {
  const present = itemsOf(before)
  const discounts = phase.discounts.flatMap(({ discount }) => discount ?? [])
  const anchor = anchorOf(ctx, before, phase, at)
  const isEdge = present.every((item) => item.current_period_end === at)
  if (!isEdge || !beginsPeriods(ctx, phase, anchor, at)) {
    const wanted = phase.items.map(({ price, quantity }, index) => ({
      ...(present[index] ? { id: present[index].id } : {}),
      price,
      quantity,
    }))
    const gone = present.slice(phase.items.length).map(({ id }) => ({ id, deleted: true }))
    const { proration_behavior } = phase
    updateSubscription(ctx, before.id, {
      items: [...wanted, ...gone],
      proration_behavior,
      discounts: asParams(discounts),
      metadata: phase.metadata ?? {},
      ...(phase.billing_cycle_anchor === 'phase_start' ? { billing_cycle_anchor: { type: 'now' } } : {}),
    })
    return
  }
  const period = periodOf(present)
  const items = phase.items.map((wanted, index) => {
    const price = priceFor(ctx, wanted.price, 'price', before.currency)
    const item = present[index] ?? newItem(before.id, price, wanted, period, at)
    return { ...item, price, plan: planOf(price), quantity: wanted.quantity ?? item.quantity }
  })
  // SDK type Phase.metadata: merged into the subscription's metadata when the phase starts.
  const metadata = mergeMetadata(before.metadata, phase.metadata ?? {})
  const fields = { items: itemList(before.id, items), discounts, metadata, billing_cycle_anchor: anchor }
  const after = ctx.store.put({ ...before, ...fields })
  ctx.emit('customer.subscription.updated', after, previousOf(before, after))
}

/** SDK type Phase.billing_cycle_anchor: `phase_start` resets it. In classic billing, so does a new interval. */
function anchorOf(ctx: Context, before: Stored, phase: Phase, at: number): number {
  const isClassic = before.billing_mode.type === 'classic'
  const prices = phase.items.map(({ price }) => need(ctx, 'price', price))
  const changes = itemsOf(before).some((item, index) => {
    const next = prices[index]
    return next && !sameRhythm(item.price.recurring, next.recurring)
  })
  return phase.billing_cycle_anchor === 'phase_start' || (isClassic && changes) ? at : before.billing_cycle_anchor
}

/**
 * Whether every item in a phase starts a period now. Reported in better-auth#11336 and Kilo-Org/cloud#1274: a change
 * from month to year on the old anchor bills only prorations.
 */
function beginsPeriods(ctx: Context, phase: Phase, anchor: number, at: number): boolean {
  return phase.items.every(({ price }) => {
    const { recurring } = need(ctx, 'price', price)
    return periodAround(anchor, at, recurring as BillingInterval).start === at
  })
}

function asParams(discounts: string[]): Params[] | '' {
  return discounts.length > 0 ? discounts.map((discount) => ({ discount })) : ''
}
