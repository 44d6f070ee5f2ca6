import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { isOver } from '../subscriptions/end-subscription'
import { itemsOf, periodOf } from '../subscriptions/items'
import { type Phase, phaseOf, phasesOf } from './phases'
import { endBehaviorOf, startSchedule } from './schedules'

const object = 'subscription_schedule'

/**
 * `POST /v1/subscription_schedules`: for an existing subscription, or for a new one that starts in the first phase.
 */
export function createSchedule(ctx: Context, params: Params): Stored {
  const supported = [
    'billing_mode',
    'customer',
    'end_behavior',
    'from_subscription',
    'metadata',
    'phases',
    'start_date',
  ]
  rejectUnsupported(params, supported)
  if (!params.from_subscription) return createFromPhases(ctx, params)
  const extra = ['customer', 'phases', 'start_date', 'end_behavior', 'billing_mode'].find(
    (name) => params[name] !== undefined,
  )
  if (extra) {
    // Stripe docs (create a schedule): "you can't set other parameters" with `from_subscription`.
    throw invalid(`You cannot set \`${extra}\` if \`from_subscription\` is set.`, extra)
  }
  const subscription = need(ctx, 'subscription', params.from_subscription, 'from_subscription')
  if (isOver(subscription)) throw invalid('You cannot migrate a subscription that is canceled to a schedule.')
  if (subscription.schedule) {
    throw invalid(`The subscription is already attached to a schedule: ${subscription.schedule}.`, 'from_subscription')
  }
  const { start, end } = periodOf(itemsOf(subscription))
  const items = itemsOf(subscription).map(({ price, quantity, metadata }) => ({ price: price.id, quantity, metadata }))
  const phase = phaseOf(subscription.currency, items, { start, end }, subscription.discounts)
  const isTrial = subscription.trial_end !== null && subscription.trial_end >= end
  const phases = [{ ...phase, trial_end: isTrial ? (subscription.trial_end as number) : null }]
  const schedule = newSchedule(ctx, subscription.customer, phases, {
    ...params,
    billing_mode: subscription.billing_mode,
    subscription: subscription.id,
  })
  ctx.emit('subscription_schedule.created', schedule)
  attach(ctx, subscription, schedule)
  return schedule
}

function createFromPhases(ctx: Context, params: Params): Stored {
  if (!params.customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = need(ctx, 'customer', params.customer, 'customer')
  const now = ctx.now(customer.id)
  const start: number = params.start_date === 'now' || params.start_date === undefined ? now : params.start_date
  if (start < now)
    throw invalid('The stand-in does not implement a start in the past. See the stripe-stand-in README.', 'start_date')
  if (!params.phases?.length) throw invalid('Missing required param: phases.', 'phases', 'parameter_missing')
  const endBehavior = endBehaviorOf(params.end_behavior)
  const owner = { customer: customer.id, subscription: null, at: now, endBehavior }
  const phases = phasesOf(ctx, owner, start, params.phases)
  const schedule = newSchedule(ctx, customer.id, phases, params)
  ctx.emit('subscription_schedule.created', schedule)
  return start === now ? startSchedule(ctx, schedule) : schedule
}

function newSchedule(ctx: Context, customer: string, phases: Phase[], params: Params): Stored {
  const [first] = phases
  const isAttached = params.subscription !== undefined
  const schedule = {
    id: newId('sub_sched'),
    object,
    application: null,
    billing_mode:
      params.billing_mode?.type === 'classic' ? { type: 'classic', flexible: null } : modeOf(params.billing_mode),
    canceled_at: null,
    completed_at: null,
    created: ctx.now(customer),
    current_phase: isAttached && first ? { start_date: first.start_date, end_date: first.end_date } : null,
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: endBehaviorOf(params.end_behavior),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    pause_schedules: [],
    phases,
    released_at: null,
    released_subscription: null,
    status: isAttached ? 'active' : 'not_started',
    subscription: (params.subscription ?? null) as string | null,
    test_clock: need(ctx, 'customer', customer).test_clock as string | null,
  } satisfies View<Stripe.SubscriptionSchedule>
  return ctx.store.put(schedule)
}

function modeOf(mode: Params | undefined): Stripe.SubscriptionSchedule.BillingMode {
  return { type: 'flexible', flexible: mode?.flexible ?? { proration_discounts: 'included' } }
}

function attach(ctx: Context, subscription: Stored, schedule: Stored): void {
  const attached = ctx.store.put({ ...subscription, schedule: schedule.id })
  ctx.emit('customer.subscription.updated', attached, { schedule: null })
}
