import { addIntervals, type BillingInterval, periodAround, sameRhythm } from '../core/billing-period'
import { type Context, invalid, type Params } from '../core/context'
import { mergeMetadata } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { discountsFrom } from '../discounts/discounts'
import { ownCard } from '../payments/payment-methods'
import { collectionOf } from './collection-method'
import {
  duplicatePrice,
  itemList,
  itemsOf,
  newItem,
  periodOf,
  planOf,
  priceFor,
  quantityOf,
  requireSameInterval,
} from './items'
import { cancellationFields } from './scheduled-cancellation'
import { requireTrialEnd, trialReminderSeconds } from './trials'

// Calculates what an update changes on a subscription, before billing.

/** An item before and after the change. Null if it is added or removed. */
export type Pair = { was: Stored | null; is: Stored | null }

export type Change = {
  fields: Params
  items: Pair[]
  isReset: boolean
  isTrialing: boolean
  /** Whether to send the trial reminder immediately. */
  remindsNow: boolean
}

export function changeOf(ctx: Context, before: Stored, params: Params): Change {
  const now = ctx.now(before.customer)
  const fields = plainFields(ctx, before, params, now)
  const pairs = pairsOf(ctx, before, params, now)
  const trial = trialOf(before, params, now)
  const isTrialing = trial.end !== null || (before.status === 'trialing' && !trial.endsNow)
  const isBilled = before.status !== 'paused' && before.status !== 'incomplete' && !isTrialing
  const isReset = isBilled && resets(before, pairs, params, trial.endsNow)
  if (isReset) restart(pairs, fields, now)
  else if (isBilled) realign(before, pairs, now)
  if (trial.endsNow) Object.assign(fields, { status: 'active', trial_end: now })
  if (trial.end !== null) {
    Object.assign(fields, startTrial(before, pairs, trial.end, now))
  }
  const list = pairs.flatMap(({ is }) => (is ? [is] : []))
  if (list.length === 0) throw invalid('A subscription must have at least one active plan.', 'items')
  fields.items = itemList(before.id, list)
  const changed = pairs.filter(({ was, is }) => was?.price.id !== is?.price.id || was?.quantity !== is?.quantity)
  const startsTrial = trial.end !== null && before.status !== 'trialing'
  const items = isReset || startsTrial ? pairs : isBilled ? changed : []
  const isSoon = trial.end !== null && trial.end - now <= trialReminderSeconds && !before._reminded
  return { fields, items, isReset, isTrialing, remindsNow: trial.endsNow || isSoon }
}

function plainFields(ctx: Context, before: Stored, params: Params, now: number): Params {
  return {
    ...cancellationFields(before, params, now),
    ...collectionFields(before, params),
    metadata: mergeMetadata(before.metadata, params.metadata),
    description: params.description === undefined ? before.description : params.description || null,
    default_payment_method: cardOf(ctx, before, params.default_payment_method),
    trial_settings: params.trial_settings ?? before.trial_settings,
    payment_settings: { ...before.payment_settings, ...params.payment_settings },
    pause_collection: pauseOf(before, params.pause_collection),
    discounts: discountsOf(ctx, before, params.discounts, now),
  }
}

function collectionFields(before: Stored, { collection_method: method, days_until_due: days }: Params): Params {
  if (method === undefined && days === undefined) return {}
  const wanted = method ?? before.collection_method
  const kept = wanted === 'send_invoice' ? (before.days_until_due ?? undefined) : undefined
  return collectionOf({ collection_method: wanted, days_until_due: days ?? kept })
}

type Trial = { endsNow: boolean; end: number | null }

function trialOf(before: Stored, { trial_end: end }: Params, now: number): Trial {
  if (end === undefined) return { endsNow: false, end: null }
  if (end === 'now') return { endsNow: before.status === 'trialing', end: null }
  if (!['active', 'trialing', 'past_due'].includes(before.status)) {
    throw invalid(`A trial cannot be set on a subscription that is ${before.status}.`, 'trial_end')
  }
  return { endsNow: false, end: requireTrialEnd(end, now) }
}

/**
 * Whether a new period starts now. Stripe docs (billing mode, comparison): in classic billing, a new interval or the
 * first paid price starts one. In flexible billing, only an explicit request does.
 */
function resets(before: Stored, pairs: Pair[], params: Params, endsTrial: boolean): boolean {
  if (endsTrial || params.billing_cycle_anchor?.type === 'now') return true
  if (before.billing_mode.type === 'flexible') return false
  const costs = (item: Stored | null) => item !== null && item.price.unit_amount * item.quantity > 0
  const becomesPaid = !itemsOf(before).some(costs) && pairs.some(({ is }) => costs(is))
  return becomesPaid || pairs.some(changesInterval)
}

function changesInterval({ was, is }: Pair): boolean {
  return was !== null && is !== null && !sameRhythm(was.price.recurring, is.price.recurring)
}

/**
 * Changes the interval on the same anchor. Assumed: the item's period is the one in the anchor's cycle that contains the
 * current time, so only the rest of it is prorated. Reported in better-auth#11336 and Kilo-Org/cloud#1274: a change
 * from month to year bills only prorations, and the year ends on the old anchor's day.
 */
function realign({ billing_cycle_anchor: anchor }: Stored, pairs: Pair[], now: number): void {
  for (const pair of pairs) {
    if (!pair.is || !changesInterval(pair)) continue
    const { start, end } = periodAround(anchor, now, pair.is.price.recurring as BillingInterval)
    pair.is = { ...pair.is, current_period_start: start, current_period_end: end }
  }
}

function restart(pairs: Pair[], fields: Params, now: number): void {
  for (const pair of pairs) {
    if (!pair.is) continue
    const end = addIntervals(now, pair.is.price.recurring as BillingInterval, 1)
    pair.is = { ...pair.is, current_period_start: now, current_period_end: end }
  }
  fields.billing_cycle_anchor = now
}

/**
 * Stripe docs (trials): the period ends with the trial, and billing starts then. Time that was already paid for is
 * credited.
 */
function startTrial(before: Stored, pairs: Pair[], end: number, now: number): Params {
  const isNew = before.status !== 'trialing'
  for (const pair of pairs) {
    if (!pair.is) continue
    const start = isNew ? now : pair.is.current_period_start
    pair.is = { ...pair.is, current_period_start: start, current_period_end: end }
  }
  return {
    status: 'trialing',
    trial_end: end,
    trial_start: isNew ? now : before.trial_start,
    billing_cycle_anchor: end,
    _reminded: end - now <= trialReminderSeconds,
  }
}

function cardOf(ctx: Context, before: Stored, card: string | undefined): string | null {
  if (card === undefined) return before.default_payment_method
  return card === '' ? null : ownCard(ctx, before.customer, card)
}

function pauseOf(before: Stored, pause: Params | '' | undefined): Params | null {
  if (pause === undefined) return before.pause_collection
  return pause === '' ? null : { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null }
}

function discountsOf(ctx: Context, before: Stored, wanted: Params[] | '' | undefined, at: number): string[] {
  if (wanted === undefined) return before.discounts
  return discountsFrom(ctx, wanted, { customer: before.customer, subscription: before.id, at })
}

function pairsOf(ctx: Context, before: Stored, params: Params, now: number): Pair[] {
  const pairs: Pair[] = itemsOf(before).map((item) => ({ was: item, is: item }))
  for (const [index, wanted] of ((params.items ?? []) as Params[]).entries()) {
    rejectUnsupported(wanted, ['id', 'price', 'quantity', 'deleted', 'metadata'])
    const at = `items[${index}]`
    if (!wanted.id) {
      const price = priceFor(ctx, wanted.price, `${at}[price]`, before.currency)
      requireNew(pairs, price)
      pairs.push({ was: null, is: newItem(before.id, price, wanted, periodFor(before, price, now), now) })
      continue
    }
    const pair = pairs.find(({ was }) => was?.id === wanted.id)
    if (!pair?.was) throw invalid(`No such subscription item: '${wanted.id}'`, `${at}[id]`, 'resource_missing')
    pair.is = wanted.deleted ? null : changedItem(ctx, pair.was, wanted, at)
  }
  requireSameInterval(
    before.billing_mode.type,
    pairs.flatMap(({ is }) => (is ? [is] : [])),
  )
  return pairs
}

/** A new item has the same period as items with the same interval. Otherwise, it gets its own in the anchor's cycle. */
function periodFor(before: Stored, price: Stored, now: number): { start: number; end: number } {
  const sameIntervalItems = itemsOf(before).filter((item) => sameRhythm(item.price.recurring, price.recurring))
  if (sameIntervalItems.length > 0 || before.status === 'trialing')
    return periodOf(sameIntervalItems.length > 0 ? sameIntervalItems : itemsOf(before))
  return periodAround(before.billing_cycle_anchor, now, price.recurring as BillingInterval)
}

function requireNew(pairs: Pair[], price: Stored): void {
  if (pairs.some(({ is }) => is?.price.id === price.id)) throw duplicatePrice(price.id)
}

/** Stripe docs (change price): a new price resets the quantity to 1 unless a quantity is passed. */
function changedItem(ctx: Context, was: Stored, wanted: Params, at: string): Stored {
  const isNewPrice = wanted.price !== undefined && wanted.price !== was.price.id
  const price = isNewPrice ? priceFor(ctx, wanted.price, `${at}[price]`, was.price.currency) : was.price
  const quantity = wanted.quantity === undefined && !isNewPrice ? was.quantity : quantityOf(wanted.quantity)
  return { ...was, price, plan: planOf(price), quantity, metadata: mergeMetadata(was.metadata, wanted.metadata) }
}
