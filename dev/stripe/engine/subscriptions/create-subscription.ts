import { addIntervals, type BillingInterval } from '../core/billing-period'
import { type Context, type Emission, type Params, StripeError } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { cardFor, collect, noCard, unpaidError } from '../invoices/collect-invoice'
import { createInvoice, draftSeconds } from '../invoices/create-invoice'
import { finalizeInvoice } from '../invoices/finalize-invoice'
import { debitLine, type Line, periodLine, trialLine } from '../invoices/invoice-lines'
import { addPendingItem, billPendingItems, pendingLines } from '../invoices/pending-items'
import { newSetup } from '../payments/confirm-setup'
import { initialSubscription } from './initial-subscription'
import { invoicePeriod, itemList, withDebits } from './items'
import { oneTimeLines } from './one-time-items'
import { trialReminderSeconds } from './trials'

const supported = [
  'add_invoice_items',
  'billing_cycle_anchor',
  'billing_mode',
  'cancel_at',
  'cancel_at_period_end',
  'collection_method',
  'currency',
  'customer',
  'days_until_due',
  'default_payment_method',
  'description',
  'discounts',
  'items',
  'metadata',
  'off_session',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'trial_end',
  'trial_period_days',
  'trial_settings',
]

// Stripe's event order, as seen in real logs. Other types come last, in the order in which they occurred.
const order = [
  'payment_method.attached',
  'customer.discount.created',
  'charge.succeeded',
  'charge.failed',
  'payment_intent.created',
  'payment_intent.succeeded',
  'customer.subscription.created',
  'customer.subscription.trial_will_end',
  'invoice.created',
  'invoice.finalized',
]

/**
 * Creates a subscription and its first invoice, and charges the invoice according to `payment_behavior`.
 * @param paidBy the payment, if Checkout has already charged the card
 */
export function createSubscription(ctx: Context, params: Params, paidBy?: Stored): Stored {
  const { result, emissions } = ctx.holdEvents(() => build(ctx, params, paidBy))
  const others = emissions.filter(({ type }) => type !== 'customer.subscription.updated')
  const created: Emission = { type: 'customer.subscription.created', object: result }
  const reminder: Emission = { type: 'customer.subscription.trial_will_end', object: result }
  const all = [created, ...(remindsAtOnce(ctx, result) ? [reminder] : []), ...others]
  const isOpen = result.status === 'incomplete'
  for (const { type, object, previous } of isOpen ? inOrder(all, openOrder) : inOrder(all, order)) {
    ctx.emit(type, object, previous)
  }
  return result
}

// Observed: an incomplete subscription is created before its payment.
const openOrder = [
  'payment_method.attached',
  'customer.discount.created',
  'customer.subscription.created',
  'invoice.created',
  'invoice.finalized',
  'payment_intent.created',
  'charge.failed',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
]

function inOrder(emissions: Emission[], wanted: string[]): Emission[] {
  const rank = ({ type }: Emission) => (wanted.includes(type) ? wanted.indexOf(type) : wanted.length)
  return emissions
    .map((emission, index) => ({ emission, index }))
    .sort((a, b) => rank(a.emission) - rank(b.emission) || a.index - b.index)
    .map(({ emission }) => emission)
}

function remindsAtOnce(ctx: Context, { status, trial_end, customer }: Stored): boolean {
  return status === 'trialing' && trial_end - ctx.now(customer) <= trialReminderSeconds
}

function build(ctx: Context, params: Params, paidBy: Stored | undefined): Stored {
  rejectUnsupported(params, supported)
  const customer = need(ctx, 'customer', params.customer, 'customer')
  const initial = initialSubscription(ctx, customer, params)
  const isTrialing = initial.status === 'trialing'
  const isCharged = initial.collection_method === 'charge_automatically'
  const behavior = params.payment_behavior ?? 'allow_incomplete'
  const extras = oneTimeLines(ctx, initial, params.add_invoice_items)
  const isFree = isTrialing ? extras.length === 0 : !initial.items.data.some(costs) && extras.length === 0
  const due = !isFree && !isCovered(initial, extras, customer)
  const needsCard = isCharged && due && !paidBy && behavior !== 'default_incomplete'
  if (needsCard && !cardFor(ctx, customer.id, initial)) throw noCard()
  const subscription = ctx.store.put(initial)
  if (!customer.currency) ctx.store.patch(customer.id, { currency: initial.currency })
  const items = subscription.items.data as Stored[]
  for (const line of extras) addPendingItem(ctx, customer.id, line, { metadata: line.metadata })
  const lines = [...pendingLines(ctx, subscription), ...firstLines(ctx, subscription, params)]
  const { discounts } = subscription
  const invoice = createInvoice(ctx, {
    customer: customer.id,
    subscription,
    reason: 'subscription_create',
    lines,
    discounts,
    period: invoicePeriod(items, ctx.now(customer.id)),
    // Stripe docs (collection method): an emailed invoice stays a draft for an hour.
    finalizesAt: isCharged ? null : ctx.now(customer.id) + draftSeconds,
  })
  billPendingItems(ctx, subscription, invoice.id)
  ctx.store.put({
    ...subscription,
    latest_invoice: invoice.id,
    items: itemList(subscription.id, withDebits(items, invoice)),
  })
  if (isCharged) charge(ctx, invoice, behavior, params, paidBy)
  createPendingSetupIntent(ctx, subscription.id, behavior)
  return need(ctx, 'subscription', subscription.id)
}

function costs(item: Stored): boolean {
  return item.price.unit_amount * item.quantity > 0
}

/** Whether credit covers the first invoice, so no card is required. */
function isCovered(initial: Stored, extras: Line[], customer: Stored): boolean {
  const items = (initial.items.data as Stored[]).reduce((sum, item) => sum + item.price.unit_amount * item.quantity, 0)
  return extras.reduce((sum, { amount }) => sum + amount, items) + customer.balance <= 0
}

/** The lines for the first period. With a future anchor, it is a partial period, which is prorated or free. */
function firstLines(ctx: Context, subscription: Stored, params: Params): Line[] {
  const items = subscription.items.data as Stored[]
  const anchor = params.billing_cycle_anchor as number | undefined
  return items.flatMap((item) => {
    const period = { start: item.current_period_start as number, end: item.current_period_end as number }
    if (subscription.status === 'trialing') return [trialLine(ctx, { subscription, item }, period)]
    const whole = addIntervals(period.start, item.price.recurring as BillingInterval, 1)
    if (anchor === undefined || period.end === whole) return [periodLine(ctx, { subscription, item }, period)]
    if (params.proration_behavior === 'none') return []
    const start = addIntervals(anchor, item.price.recurring as BillingInterval, -1)
    const inFull = { ...item, current_period_start: start }
    return [debitLine(ctx, { subscription, item: inFull }, period.start)]
  })
}

function charge(ctx: Context, invoice: Stored, behavior: string, params: Params, paidBy: Stored | undefined): void {
  const finalized = finalizeInvoice(ctx, invoice.id, paidBy)
  if (finalized.status !== 'open' || behavior === 'default_incomplete') return
  const { intent, invoice: after } = collect(ctx, invoice.id, {
    offSession: params.off_session ?? false,
    isAutomatic: false,
  })
  if (after.status === 'paid' || behavior !== 'error_if_incomplete' || !intent) return
  // The subscription is not created (Stripe docs: payment_behavior).
  const { status, body } = unpaidError(intent)
  throw new StripeError(status, body)
}

/** Stripe docs (pending setup intents): if nothing is due and there is no card, a setup intent collects one. */
function createPendingSetupIntent(ctx: Context, id: string, behavior: string): void {
  const subscription = need(ctx, 'subscription', id)
  const isWaiting = behavior === 'default_incomplete' && subscription.status !== 'incomplete'
  if (!isWaiting || cardFor(ctx, subscription.customer, subscription)) return
  const intent = newSetup(ctx, subscription.customer, {
    usage: 'off_session',
    description: null,
    metadata: {},
    for: { subscription: id },
  })
  ctx.store.put({ ...subscription, pending_setup_intent: intent.id })
}
