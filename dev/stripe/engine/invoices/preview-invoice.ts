import { type Context, invalid, type Params, StripeError } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import type { Phase } from '../schedules/phases'
import { createSubscription } from '../subscriptions/create-subscription'
import { itemList, itemsOf } from '../subscriptions/items'
import { updateSubscription } from '../subscriptions/update-subscription'
import { upcomingInvoice } from './upcoming-invoice'

/** Rolls back a preview's changes. */
class Undo extends Error {}

/**
 * `POST /v1/invoices/create_preview`: a subscription's next invoice, or the invoice for a change. The engine makes the
 * change and then rolls it back, so a preview always matches the invoice.
 * @throws StripeError if the change is invalid or there is no next invoice
 */
export function previewInvoice(ctx: Context, params: Params): Stored {
  rejectUnsupported(params, ['customer', 'discounts', 'schedule', 'subscription', 'subscription_details'])
  // SDK type InvoiceCreatePreviewParams: "cannot be used with subscription or subscription fields".
  if (params.schedule && (params.subscription || params.subscription_details)) {
    throw invalid('You may only specify one of these parameters: schedule, subscription.', 'schedule')
  }
  if (!params.customer && !params.subscription && !params.schedule) {
    throw invalid('You must provide one of these parameters: customer, subscription.', 'customer', 'parameter_missing')
  }
  let preview: Stored | null = null
  try {
    ctx.transaction(() => {
      preview = previewOf(ctx, params)
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  if (!preview) throw new Error('the preview has no invoice')
  const { id, ...rest } = preview as Stored
  return { ...rest, id: `upcoming_${id}`, object: 'invoice', status: 'draft' }
}

function previewOf(ctx: Context, params: Params): Stored {
  if (params.schedule) return next(ctx, asScheduled(ctx, params.schedule))
  const change = changeOf(params)
  if (!params.subscription) return previewNew(ctx, params, change)
  const subscription = need(ctx, 'subscription', params.subscription, 'subscription')
  if (params.customer && params.customer !== subscription.customer) {
    throw invalid('The subscription belongs to another customer.', 'customer')
  }
  return Object.keys(change).length > 0 ? previewChange(ctx, subscription, change) : next(ctx, subscription)
}

/** A schedule's subscription, with the items from the phase that begins at the renewal, if any. */
function asScheduled(ctx: Context, id: string): Stored {
  const schedule = need(ctx, 'subscription_schedule', id, 'schedule')
  const subscription = need(ctx, 'subscription', schedule.subscription)
  const items = itemsOf(subscription)
  const end = Math.min(...items.map((item) => item.current_period_end))
  const phase = (schedule.phases as Phase[]).find(({ start_date }) => start_date === end)
  if (!phase) return subscription
  const planned = phase.items.map(({ price, quantity }, index) => {
    return { ...(items[index] ?? items[0]), price: need(ctx, 'price', String(price)), quantity } as Stored
  })
  return { ...subscription, items: itemList(subscription.id, planned) }
}

const supportedDetails = [
  'billing_cycle_anchor',
  'cancel_at',
  'cancel_at_period_end',
  'items',
  'proration_behavior',
  'proration_date',
  'trial_end',
]

function changeOf({ subscription_details: details = {}, discounts }: Params): Params {
  rejectUnsupported(details, supportedDetails)
  return { ...details, ...(discounts === undefined ? {} : { discounts }) }
}

/** A new subscription's first invoice. No card is required, because a preview does not charge anything. */
function previewNew(ctx: Context, params: Params, change: Params): Stored {
  if (!change.items) {
    const customer = need(ctx, 'customer', params.customer, 'customer')
    const live = ctx.store.of(customer.id).filter((one) => one.object === 'subscription')
    const [only] = live.filter((one) => one.status !== 'canceled')
    if (!only) throw noUpcoming(customer.id)
    return next(ctx, only)
  }
  const payment_behavior = 'default_incomplete'
  const made = createSubscription(ctx, { ...change, customer: params.customer, payment_behavior })
  return need(ctx, 'invoice', made.latest_invoice)
}

function previewChange(ctx: Context, subscription: Stored, change: Params): Stored {
  const { subscription: changed, invoice } = updateSubscription(ctx, subscription.id, change, true)
  return invoice ?? next(ctx, changed)
}

function next(ctx: Context, subscription: Stored): Stored {
  const invoice = upcomingInvoice(ctx, subscription)
  if (invoice) return invoice
  throw noUpcoming(subscription.customer)
}

function noUpcoming(customer: string): StripeError {
  const message = `No upcoming invoices for customer: '${customer}'`
  return new StripeError(404, { type: 'invalid_request_error', code: 'invoice_upcoming_none', message })
}
