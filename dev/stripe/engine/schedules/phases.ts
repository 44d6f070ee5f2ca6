import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { addIntervals, type BillingInterval } from '../core/billing-period'
import { type Context, invalid, type Params } from '../core/context'
import { mergeMetadata, need } from '../core/parameters'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { discountsFrom } from '../discounts/discounts'
import { duplicatePrice, priceFor, quantityOf } from '../subscriptions/items'

export type Phase = View<Stripe.SubscriptionSchedule.Phase>

type WantedItem = { price: string; quantity: number; metadata?: Record<string, string> }

export function phaseOf(
  currency: string,
  items: WantedItem[],
  { start, end }: { start: number; end: number },
  discounts: string[],
): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    description: null,
    discounts: discounts.map((discount) => ({ discount, coupon: null, promotion_code: null })),
    end_date: end,
    invoice_settings: null,
    items: items.map(({ price, quantity, metadata = {} }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata,
      plan: price,
      price,
      quantity,
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: null,
  }
}

const supported = [
  'billing_cycle_anchor',
  'discounts',
  'duration',
  'end_date',
  'items',
  'metadata',
  'proration_behavior',
  'start_date',
  'trial_end',
]

type Owner = { customer: string; subscription: string | null; at: number; endBehavior: 'release' | 'cancel' }

/**
 * Returns the requested phases, in order. With `end_behavior: release`, the last one can be open-ended.
 * @param start when the first phase starts
 * @throws StripeError if there is a gap between phases, or a phase does not end after its start
 */
export function phasesOf(ctx: Context, owner: Owner, start: number, wanted: Params[]): Phase[] {
  let from = start
  let currency = owner.subscription ? ctx.store.get(owner.subscription)?.currency : undefined
  return wanted.map((phase, index) => {
    const at = `phases[${index}]`
    rejectUnsupported(phase, supported)
    const items = itemsOf(ctx, phase, at, currency)
    currency = items.currency
    const given = phase.start_date === 'now' ? owner.at : phase.start_date
    if (given !== undefined && given !== from) {
      throw invalid('The start of a phase must be the end of the one before it.', `${at}[start_date]`)
    }
    const isOpen = phase.end_date === undefined && !phase.duration && index === wanted.length - 1
    if (isOpen && owner.endBehavior !== 'release') throw invalid(lastPhaseIsOpen)
    const duration = isOpen ? need(ctx, 'price', items.list[0]?.price as string).recurring : phase.duration
    const opensAt = isOpen && typeof phase.trial_end === 'number' ? phase.trial_end : from
    const end = phase.end_date === 'now' ? owner.at : (phase.end_date ?? endOf(duration, opensAt, at))
    if (end <= from) throw invalid('The end of a phase must be after its start.', `${at}[end_date]`)
    const trial_end = trialEndOf(phase.trial_end, index, { start: from, end })
    const made = phaseOf(items.currency, items.list, { start: from, end }, discountsFrom(ctx, phase.discounts, owner))
    from = end
    return {
      ...made,
      billing_cycle_anchor: phase.billing_cycle_anchor ?? null,
      metadata: mergeMetadata({}, phase.metadata),
      proration_behavior: phase.proration_behavior ?? 'create_prorations',
      trial_end,
    }
  })
}

function itemsOf(
  ctx: Context,
  phase: Params,
  at: string,
  currency: string | undefined,
): { list: WantedItem[]; currency: string } {
  const wanted = phase.items as Params[]
  if (wanted.length === 0) throw invalid(`Missing required param: ${at}[items].`, `${at}[items]`, 'parameter_missing')
  const ids = new Set<string>()
  const prices = wanted.map((item, index) => {
    const param = `${at}[items][${index}][price]`
    rejectUnsupported(item, ['metadata', 'price', 'quantity'])
    // Fail now instead of when the phase starts.
    const price = priceFor(ctx, item.price, param, currency)
    if (ids.has(price.id)) throw duplicatePrice(price.id)
    currency = price.currency
    ids.add(price.id)
    return price
  })
  const list = wanted.map((item, index) => ({
    price: prices[index]?.id as string,
    quantity: quantityOf(item.quantity),
    metadata: mergeMetadata({}, item.metadata),
  }))
  return { list, currency: prices[0]?.currency }
}

/**
 * SDK type Phase.trial_end: "Must be before the phase end date". Assumed: the message, and that the two can be equal, as
 * in a phase created from a trialing subscription.
 */
function trialEndOf(wanted: number | 'now' | undefined, index: number, phase: { start: number; end: number }) {
  if (wanted === undefined) return null
  const param = `phases[${index}][trial_end]`
  if (index > 0 || wanted === 'now') {
    throw invalid(
      'The stand-in does not implement trials that start in later phases or end now. See the stripe-stand-in README.',
      param,
    )
  }
  if (wanted > phase.start && wanted <= phase.end) return wanted
  throw invalid('The trial of a phase must end within the phase.', param)
}

/** Stripe's message, from public reports. */
const lastPhaseIsOpen =
  'The last phase must specify either `duration` or `end_date` if `end_behavior` is not `release`.'

/**
 * When a phase ends. Reported in stripe-dotnet#1762: an open-ended last phase lasts one interval of its price. Assumed:
 * the interval starts after the trial.
 */
function endOf(duration: BillingInterval | undefined, start: number, at: string): number {
  if (!duration) throw invalid(`Missing required param: ${at}[end_date].`, `${at}[end_date]`, 'parameter_missing')
  return addIntervals(start, { interval: duration.interval, interval_count: duration.interval_count ?? 1 }, 1)
}
