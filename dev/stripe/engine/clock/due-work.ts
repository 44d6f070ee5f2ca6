import { expire } from '../checkout/sessions'
import type { Context } from '../core/context'
import type { Stored } from '../core/store'
import { collect } from '../invoices/collect-invoice'
import { subscriptionOf } from '../invoices/create-invoice'
import { markPastDue } from '../invoices/payment-outcomes'
import { announceUpcoming, upcomingAt } from '../invoices/upcoming-invoice'
import { nextPhase, startSchedule } from '../schedules/schedules'
import { endSubscription, isOver } from '../subscriptions/end-subscription'
import { itemsOf } from '../subscriptions/items'
import { resumeCollection } from '../subscriptions/pause-collection'
import { endTrial, expireIncomplete, expirePending, finalizeAndCollect, renew } from '../subscriptions/renewal'
import { resumeSubscription } from '../subscriptions/resume-subscription'
import { trialReminderSeconds } from '../subscriptions/trials'
import { type Due, DueList, isBefore } from './due-list'

/** Stripe docs (overview): the first payment must succeed within 23 hours. */
const incompleteSeconds = 23 * 3600

/**
 * Runs all due work for customers without a test clock, in order, each item at its own time.
 * @param until unix seconds
 */
export function runDue(ctx: Context, until: number): void {
  const customers = ctx.store.all('customer').filter((customer) => !customer.test_clock)
  const ids = customers.map(({ id }) => id)
  // One customer's error must not stop the work for the others.
  runFor(ctx, ids, until, (customer, error) => console.error(`scheduled work for ${customer} failed`, error))
  for (const session of ctx.store.all('checkout.session')) {
    if (session.customer || session.status !== 'open' || session.expires_at > until) continue
    ctx.transaction(() => ctx.at(session.expires_at, () => expire(ctx, session)))
  }
}

/**
 * Runs all due work for the given customers.
 * @param failed called with a customer's error; that customer is then skipped. Without it, the error is thrown.
 */
export function runFor(
  ctx: Context,
  customers: string[],
  until: number,
  failed?: (customer: string, error: unknown) => void,
): void {
  const list = new DueList()
  const look = (customer: string, order: number) => {
    const due = nextDue(ctx, customer)
    if (due && due.at <= until) list.add(customer, order, due)
  }
  for (const [order, customer] of customers.entries()) look(customer, order)
  for (let next = list.take(); next; next = list.take()) {
    const { owner, order, due } = next
    try {
      ctx.transaction(() => ctx.at(due.at, due.run))
    } catch (error) {
      if (!failed) throw error
      failed(owner, error)
      continue
    }
    look(owner, order)
  }
}

function nextDue(ctx: Context, customer: string): Due | null {
  let best: Due | null = null
  for (const object of ctx.store.of(customer)) {
    for (const due of duesOf(ctx, object)) if (!best || isBefore(due, best)) best = due
  }
  return best
}

function duesOf(ctx: Context, object: Stored): Due[] {
  switch (object.object) {
    case 'subscription':
      return isOver(object) ? [] : subscriptionDues(ctx, object)
    case 'subscription_schedule': {
      if (object.status === 'not_started') {
        return [{ at: object.phases[0].start_date, rank: 3, run: () => startSchedule(ctx, object) }]
      }
      const at = object.current_phase?.end_date
      return object.status === 'active' && at ? [{ at, rank: 3, run: () => nextPhase(ctx, object, at) }] : []
    }
    case 'invoice':
      return invoiceDues(ctx, object)
    case 'checkout.session':
      return object.status === 'open' ? [{ at: object.expires_at, rank: 6, run: () => expire(ctx, object) }] : []
    default:
      return []
  }
}

function subscriptionDues(ctx: Context, subscription: Stored): Due[] {
  const { status, cancel_at, trial_end, created, pending_update, _resume_at } = subscription
  const dues: Due[] = discountDues(ctx, subscription)
  if (cancel_at !== null) {
    const run = () => endSubscription(ctx, subscription, { reason: subscription.cancellation_details.reason })
    dues.push({ at: cancel_at, rank: 2, run })
  }
  if (pending_update) dues.push({ at: pending_update.expires_at, rank: 0, run: () => expirePending(ctx, subscription) })
  if (status === 'incomplete') {
    dues.push({ at: created + incompleteSeconds, rank: 0, run: () => expireIncomplete(ctx, subscription) })
  }
  if (status === 'trialing') {
    dues.push({ at: trial_end, rank: 4, run: () => endTrial(ctx, subscription, trial_end) })
    if (!subscription._reminded) dues.push(reminder(ctx, subscription))
  }
  // Assumed: the trial reminder is the only notice before a trial ends.
  if (status === 'active' || status === 'past_due') {
    const at = upcomingAt(ctx, subscription)
    if (at !== null) dues.push({ at, rank: 0, run: () => announceUpcoming(ctx, subscription) })
  }
  if (status === 'active' || status === 'past_due' || status === 'unpaid') {
    const at = Math.min(...itemsOf(subscription).map((item) => item.current_period_end))
    dues.push({ at, rank: 4, run: () => renew(ctx, subscription, at) })
  }
  const resumesAt = subscription.pause_collection?.resumes_at
  if (resumesAt) dues.push({ at: resumesAt, rank: 1, run: () => resumeCollection(ctx, subscription) })
  if (status === 'paused' && _resume_at) {
    dues.push({ at: _resume_at, rank: 4, run: () => resumeSubscription(ctx, subscription.id, {}) })
  }
  return dues
}

function reminder(ctx: Context, subscription: Stored): Due {
  const run = () => {
    ctx.emit('customer.subscription.trial_will_end', ctx.store.put({ ...subscription, _reminded: true }))
  }
  return { at: subscription.trial_end - trialReminderSeconds, rank: 0, run }
}

function discountDues(ctx: Context, subscription: Stored): Due[] {
  return (subscription.discounts as string[]).flatMap((id) => {
    const discount = ctx.store.get(id)
    if (!discount?.end) return []
    const run = () => {
      const discounts = (subscription.discounts as string[]).filter((one) => one !== id)
      const after = ctx.store.put({ ...subscription, discounts })
      ctx.emit('customer.discount.deleted', discount)
      ctx.emit('customer.subscription.updated', after, { discounts: subscription.discounts })
    }
    return [{ at: discount.end as number, rank: 1, run }]
  })
}

function invoiceDues(ctx: Context, invoice: Stored): Due[] {
  if (!invoice.auto_advance) return []
  const { id, status, automatically_finalizes_at: finalizes, next_payment_attempt: retry } = invoice
  if (status === 'open' && invoice.collection_method === 'send_invoice') return overdue(ctx, invoice)
  if (status === 'draft' && finalizes) return [{ at: finalizes, rank: 5, run: () => finalizeAndCollect(ctx, id) }]
  if (status !== 'open' || !retry) return []
  return [{ at: retry, rank: 5, run: () => collect(ctx, id, { offSession: true, isAutomatic: true }) }]
}

/** Stripe docs (collection method): an invoice that is unpaid on its due date makes its subscription past due. */
function overdue(ctx: Context, invoice: Stored): Due[] {
  if (!invoice.due_date || invoice._is_overdue) return []
  const run = () => {
    ctx.emit('invoice.overdue', ctx.store.put({ ...invoice, _is_overdue: true }))
    const subscription = subscriptionOf(ctx, invoice)
    if (subscription) markPastDue(ctx, subscription)
  }
  return [{ at: invoice.due_date as number, rank: 5, run }]
}
