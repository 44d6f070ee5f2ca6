import { type Context, invalid, type Params, StripeError } from '../kernel'
import { mergeMetadata, need, previousOf } from '../resources/shared'
import type { Stored } from '../store'
import { cancellationFields } from './cancellation'
import { ownCard } from './create'
import { afterInvoice, discountsFrom } from './discounts'
import { isOver } from './ending'
import { addPendingItem, billPendingItems, pendingLines } from './invoice-items'
import { closeInvoice, collect, createInvoice, finalizeInvoice, unpaidError } from './invoices'
import { itemList, itemsOf, newItem, periodOf, planOf, priceFor, quantityOf, withDebits } from './items'
import { creditLines, debitLine, type Line, periodLine } from './lines'
import { addIntervals, type Rhythm, sameRhythm } from './period'
import { refuseUnsupported } from './supported'

const supported = [
  'billing_cycle_anchor',
  'cancel_at',
  'cancel_at_period_end',
  'cancellation_details',
  'default_payment_method',
  'description',
  'discounts',
  'items',
  'metadata',
  'off_session',
  'pause_collection',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'proration_date',
  'trial_end',
  'trial_settings',
]

/** Stripe docs (pending updates): the customer has 23 hours, or until the period or the trial ends. */
const pendingSeconds = 23 * 3600

/**
 * Changes a subscription, with everything that it costs.
 *
 * @param isPreview stops before anything is charged; the caller undoes the rest
 * @returns the subscription afterwards, and the invoice that the change made, if any
 */
export function updateSubscription(
  ctx: Context,
  id: string,
  params: Params,
  isPreview = false,
): { subscription: Stored; invoice: Stored | null } {
  refuseUnsupported(params, supported)
  const before = need(ctx, 'subscription', id)
  requireChangeable(ctx, before, params)
  const change = changeOf(ctx, before, params)
  if (before.pending_update && params.items) closeInvoice(ctx, before._pending.invoice, 'void')
  const base = before.pending_update && params.items ? { ...before, pending_update: null, _pending: null } : before
  const next = { ...base, ...change.fields }
  const { result, emissions } = ctx.holdEvents(() => bill(ctx, base, next, change, params, isPreview))
  const { subscription, updated, invoice } = result
  const previous = previousOf(before, updated)
  if (Object.keys(previous).length > 0) ctx.emit('customer.subscription.updated', updated, shallow(before, previous))
  emitDiscounts(ctx, before, updated)
  if (change.endsTrial) ctx.emit('customer.subscription.trial_will_end', updated)
  for (const { type, object, previous: was } of emissions) ctx.emit(type, object, was)
  return { subscription: need(ctx, 'subscription', subscription.id), invoice }
}

/** Of a hash only the keys that changed; of a list the whole one as it was (SDK type Event.data.previous_attributes). */
function shallow(before: Stored, previous: Params): Params {
  const { cancellation_details: details, ...rest } = previous
  if (!details) return rest
  return { ...rest, cancellation_details: { ...before.cancellation_details } }
}

function emitDiscounts(ctx: Context, before: Stored, after: Stored): void {
  for (const id of after.discounts as string[]) {
    if (!before.discounts.includes(id)) ctx.emit('customer.discount.created', need(ctx, 'discount', id))
  }
  for (const id of before.discounts as string[]) {
    if (!after.discounts.includes(id)) ctx.emit('customer.discount.deleted', need(ctx, 'discount', id))
  }
}

function requireChangeable(ctx: Context, subscription: Stored, params: Params): void {
  const always = new Set(['metadata', 'cancellation_details'])
  if (isOver(subscription) && Object.keys(params).some((key) => !always.has(key))) {
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  }
  const touchesEnd = params.cancel_at !== undefined || params.cancel_at_period_end !== undefined
  if (params.cancel_at !== undefined && params.cancel_at_period_end !== undefined) {
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'cancel_at')
  }
  const schedule = subscription.schedule ? ctx.store.get(subscription.schedule) : undefined
  if (touchesEnd && schedule) {
    throw invalid(
      `The subscription is managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    )
  }
}

type Change = {
  fields: Params
  /** Items as they were and as they shall be, for those whose price or quantity changes (all of them on a reset). */
  items: { was: Stored | null; is: Stored | null }[]
  /** The period begins anew now. */
  isReset: boolean
  endsTrial: boolean
}

function changeOf(ctx: Context, before: Stored, params: Params): Change {
  const now = ctx.now(before.customer)
  const fields: Params = {
    ...cancellationFields(before, params, now),
    metadata: mergeMetadata(before.metadata, params.metadata),
    description: params.description === undefined ? before.description : params.description || null,
    default_payment_method: cardOf(ctx, before, params.default_payment_method),
    trial_settings: params.trial_settings ?? before.trial_settings,
    payment_settings: { ...before.payment_settings, ...params.payment_settings },
    pause_collection: pauseOf(before, params.pause_collection),
    discounts: discountsOf(ctx, before, params.discounts, now),
  }
  const pairs = pairsOf(ctx, before, params, now)
  const endsTrial = before.status === 'trialing' && params.trial_end === 'now'
  if (params.trial_end !== undefined && params.trial_end !== 'now') {
    throw invalid('The stand-in only implements trial_end=now on an update.', 'trial_end')
  }
  const isTrialing = before.status === 'trialing' && !endsTrial
  const wasFree = itemsOf(before).every((item) => item.price.unit_amount * item.quantity === 0)
  const rhythmChanges = pairs.some(({ was, is }) => was && is && !sameRhythm(was.price.recurring, is.price.recurring))
  const isBilled = before.status !== 'paused' && before.status !== 'incomplete' && !isTrialing
  const becomesPaid = wasFree && pairs.some(({ is }) => is && is.price.unit_amount * is.quantity > 0)
  const isReset = isBilled && (endsTrial || params.billing_cycle_anchor?.type === 'now' || rhythmChanges || becomesPaid)
  if (isReset) {
    for (const pair of pairs) {
      if (!pair.is) continue
      const end = addIntervals(now, pair.is.price.recurring as Rhythm, 1)
      pair.is = { ...pair.is, current_period_start: now, current_period_end: end }
    }
    fields.billing_cycle_anchor = now
  }
  if (endsTrial) Object.assign(fields, { status: 'active', trial_end: now })
  const list = pairs.flatMap(({ is }) => (is ? [is] : []))
  if (list.length === 0) throw invalid('A subscription must have at least one active plan.', 'items')
  fields.items = itemList(before.id, list)
  const changed = pairs.filter(({ was, is }) => was?.price.id !== is?.price.id || was?.quantity !== is?.quantity)
  return { fields, items: isReset ? pairs : isBilled ? changed : [], isReset, endsTrial }
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

function pairsOf(ctx: Context, before: Stored, params: Params, now: number): Change['items'] {
  const pairs: Change['items'] = itemsOf(before).map((item) => ({ was: item, is: item }))
  for (const [index, wanted] of ((params.items ?? []) as Params[]).entries()) {
    refuseUnsupported(wanted, ['id', 'price', 'quantity', 'deleted', 'metadata'])
    const at = `items[${index}]`
    if (!wanted.id) {
      const price = priceFor(ctx, wanted.price, `${at}[price]`)
      const period = periodOf(itemsOf(before))
      pairs.push({ was: null, is: newItem(ctx, before.id, price, wanted, period, now) })
      continue
    }
    const pair = pairs.find(({ was }) => was?.id === wanted.id)
    if (!pair?.was) throw invalid(`No such subscription item: '${wanted.id}'`, `${at}[id]`, 'resource_missing')
    pair.is = wanted.deleted ? null : changedItem(ctx, pair.was, wanted, at)
  }
  return pairs
}

/** Stripe docs (change price): a new price makes the quantity 1 unless one is passed. */
function changedItem(ctx: Context, was: Stored, wanted: Params, at: string): Stored {
  const isNewPrice = wanted.price !== undefined && wanted.price !== was.price.id
  const price = isNewPrice ? priceFor(ctx, wanted.price, `${at}[price]`) : was.price
  if (price.currency !== was.price.currency) {
    throw invalid('The price must be in the currency of the subscription.', `${at}[price]`)
  }
  const quantity = wanted.quantity === undefined && !isNewPrice ? was.quantity : quantityOf(wanted.quantity)
  return { ...was, price, plan: planOf(price), quantity, metadata: mergeMetadata(was.metadata, wanted.metadata) }
}

// --- Money ---------------------------------------------------------------------------------------------------------------

/** `updated` is the subscription as the change itself left it; a failed payment may change it once more. */
type Billed = { subscription: Stored; updated: Stored; invoice: Stored | null }

function bill(ctx: Context, before: Stored, next: Stored, change: Change, params: Params, isPreview: boolean): Billed {
  const behavior = params.proration_behavior ?? 'create_prorations'
  const at = params.proration_date ?? ctx.now(before.customer)
  const prorations = behavior === 'none' ? [] : prorationsOf(ctx, before, next, change, at)
  for (const line of prorations) addPendingItem(ctx, before.customer, line)
  const periods = change.isReset ? change.items.flatMap(({ is }) => (is ? [fullLine(ctx, next, is)] : [])) : []
  const lines = [...pendingLines(ctx, before), ...periods]
  const isInvoiced = (change.isReset || behavior === 'always_invoice') && change.items.length > 0 && lines.length > 0
  if (!isInvoiced) {
    const items = change.items.length > 0 && prorations.length > 0 ? withProrations(next, prorations) : next.items
    const updated = ctx.store.put({ ...next, items })
    return { subscription: updated, updated, invoice: null }
  }
  const period = periodOf(next.items.data)
  const draft = { customer: before.customer, subscription: next, reason: 'subscription_update', lines, period } as const
  const invoice = createInvoice(ctx, { ...draft, discounts: next.discounts, finalizesAt: null })
  billPendingItems(ctx, before, invoice.id)
  const items = itemList(next.id, withDebits(next.items.data, invoice))
  const target = { ...next, items, latest_invoice: invoice.id }
  if (isPreview) {
    const updated = ctx.store.put(target)
    return { subscription: updated, updated, invoice }
  }
  const waits = params.payment_behavior === 'pending_if_incomplete' && invoice.amount_due > 0
  return waits ? payFirst(ctx, before, target, invoice, params) : payAfter(ctx, target, invoice, params)
}

function fullLine(ctx: Context, subscription: Stored, item: Stored): Line {
  const period = { start: item.current_period_start, end: item.current_period_end }
  return periodLine(ctx, { subscription, item }, period)
}

function prorationsOf(ctx: Context, before: Stored, next: Stored, { items, isReset }: Change, at: number): Line[] {
  return items.flatMap(({ was, is }) => {
    // Nothing was billed for a trial, so nothing is given back.
    const credits = was && before.status !== 'trialing' ? creditLines(ctx, { subscription: before, item: was }, at) : []
    const debits = is && !isReset ? [debitLine(ctx, { subscription: next, item: is }, at)] : []
    return [...credits, ...debits]
  })
}

/** Items that remember the debits which wait for the next invoice. */
function withProrations(next: Stored, prorations: Line[]): Params {
  const data = (next.items.data as Stored[]).map((item) => {
    const own = prorations.filter((line) => line.item === item.id && line.amount > 0)
    if (own.length === 0) return item
    return { ...item, _debits: own.map(({ amount, period }) => ({ amount, ...period })) }
  })
  return itemList(next.id, data)
}

/** The change is made whatever becomes of the payment; a failed one leaves the subscription past due. */
function payAfter(ctx: Context, target: Stored, invoice: Stored, params: Params): Billed {
  const updated = ctx.store.put(target)
  const finalized = finalizeInvoice(ctx, invoice.id)
  if (finalized.status === 'open' && params.payment_behavior !== 'default_incomplete') {
    const { intent, invoice: after } = collect(ctx, invoice.id, options(params))
    if (after.status !== 'paid' && params.payment_behavior === 'error_if_incomplete' && intent) {
      const { status, body } = unpaidError(intent)
      throw new StripeError(status, body)
    }
  }
  return { subscription: updated, updated, invoice: need(ctx, 'invoice', invoice.id) }
}

const options = (params: Params) => ({ offSession: params.off_session ?? false, isAutomatic: false })

/** The change is only made once it is paid; until then it waits as `pending_update`. */
function payFirst(ctx: Context, before: Stored, target: Stored, invoice: Stored, params: Params): Billed {
  ctx.store.put(before)
  ctx.store.patch(invoice.id, { _is_pending: true, auto_advance: false })
  finalizeInvoice(ctx, invoice.id)
  const collected = collect(ctx, invoice.id, options(params))
  const discounts = afterInvoice(ctx, target.discounts, collected.invoice)
  const now = need(ctx, 'subscription', before.id)
  if (collected.invoice.status === 'paid') {
    const updated = ctx.store.put({ ...now, ...changedFields(before, target), discounts })
    return { subscription: updated, updated, invoice: collected.invoice }
  }
  const fields = { ...changedFields(before, target), discounts }
  const previous = { items: before.items }
  const updated = ctx.store.put({
    ...now,
    latest_invoice: invoice.id,
    pending_update: pendingUpdate(ctx, before, target),
    _pending: { fields, previous, invoice: invoice.id },
  })
  return { subscription: updated, updated, invoice: collected.invoice }
}

function changedFields(before: Stored, target: Stored): Params {
  const keys = Object.keys(target).filter((key) => JSON.stringify(target[key]) !== JSON.stringify(before[key]))
  return Object.fromEntries(keys.map((key) => [key, target[key]]))
}

function pendingUpdate(ctx: Context, before: Stored, target: Stored): Params {
  const end = before.status === 'trialing' ? before.trial_end : periodOf(itemsOf(before)).end
  return {
    billing_cycle_anchor:
      target.billing_cycle_anchor === before.billing_cycle_anchor ? null : target.billing_cycle_anchor,
    expires_at: Math.min(end, ctx.now(before.customer) + pendingSeconds),
    subscription_items: target.items.data,
    trial_end: target.trial_end === before.trial_end ? null : target.trial_end,
    trial_from_plan: null,
  }
}
