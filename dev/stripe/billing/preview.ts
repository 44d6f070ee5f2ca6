import { type Context, type Params, StripeError } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { isOver } from './ending'
import { draftSeconds, invoiceOf } from './invoices'
import { itemsOf } from './items'
import { renewalDraft } from './renewal'
import { refuseUnsupported } from './supported'
import { updateSubscription } from './update'

/** What undoes a preview's changes. */
class Undo extends Error {}

/**
 * `POST /v1/invoices/create_preview`: the next invoice of a subscription, or the one that a change would make. The
 * change is really made and then undone, so that a preview can never differ from what it announces.
 *
 * @throws StripeError when the change would be refused, or there is no next invoice
 */
export function previewInvoice(ctx: Context, params: Params): Stored {
  refuseUnsupported(params, ['customer', 'discounts', 'subscription', 'subscription_details'])
  const subscription = need(ctx, 'subscription', params.subscription, 'subscription')
  const change = changeOf(params)
  let preview: Stored | null = null
  try {
    ctx.transaction(() => {
      preview = Object.keys(change).length > 0 ? previewChange(ctx, subscription, change) : upcoming(ctx, subscription)
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  if (!preview) throw new Error('a preview ended without an invoice')
  const { id, ...rest } = preview as Stored
  return { ...rest, id: `upcoming_${id}`, object: 'invoice' }
}

function changeOf({ subscription_details: details = {}, discounts }: Params): Params {
  refuseUnsupported(details, [
    'billing_cycle_anchor',
    'cancel_at',
    'cancel_at_period_end',
    'items',
    'proration_behavior',
    'proration_date',
    'trial_end',
  ])
  return { ...details, ...(discounts === undefined ? {} : { discounts }) }
}

function previewChange(ctx: Context, subscription: Stored, change: Params): Stored {
  const { subscription: changed, invoice } = updateSubscription(ctx, subscription.id, change, true)
  return invoice ?? upcoming(ctx, changed)
}

function upcoming(ctx: Context, subscription: Stored): Stored {
  const ends = itemsOf(subscription).map((item) => item.current_period_end as number)
  const at = Math.min(...ends)
  const isEnding = subscription.cancel_at !== null && subscription.cancel_at <= at
  if (isOver(subscription) || isEnding || subscription.status === 'paused') throw noUpcoming(subscription.customer)
  const draft = renewalDraft(ctx, subscription, at)
  const discounts = draft.discounts.filter((id) => {
    const { end } = need(ctx, 'discount', id)
    return end === null || end > at
  })
  return { ...invoiceOf(ctx, { ...draft, discounts }), created: at, next_payment_attempt: at + draftSeconds }
}

function noUpcoming(customer: string): StripeError {
  const message = `No upcoming invoices for customer: '${customer}'`
  return new StripeError(404, { type: 'invalid_request_error', code: 'invoice_upcoming_none', message })
}
