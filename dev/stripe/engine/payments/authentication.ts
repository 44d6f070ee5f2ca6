import { continueSession } from '../checkout/confirm-session'
import { type Context, invalid } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { markPaid } from '../invoices/collect-invoice'
import { authenticateSetup } from './confirm-setup'
import { authenticatePayment } from './payment-lifecycle'

/**
 * Applies the customer's response on the bank's page, then continues with the payment's invoice or Checkout session.
 * @returns the updated intent
 */
export function completeAuthentication(ctx: Context, id: string, outcome: 'succeed' | 'fail'): Stored {
  const intent = authenticate(ctx, id, outcome)
  const purpose = intent._for as { invoice?: string; checkout?: string } | null
  if (purpose?.checkout) continueSession(ctx, purpose.checkout, intent)
  const invoice = purpose?.invoice && need(ctx, 'invoice', purpose.invoice)
  if (invoice && intent.status === 'succeeded' && invoice.status === 'open') markPaid(ctx, invoice, intent)
  return intent
}

/** Returns the updated intent: `succeeded`, or `requires_payment_method` if authentication or the charge failed. */
function authenticate(ctx: Context, id: string, outcome: 'succeed' | 'fail'): Stored {
  const intent = ctx.store.get(id)
  if (intent?.status !== 'requires_action') throw invalid('This intent does not require authentication.')
  const method = need(ctx, 'payment_method', intent.payment_method)
  return intent.object === 'setup_intent'
    ? authenticateSetup(ctx, intent, method, outcome)
    : authenticatePayment(ctx, intent, method, outcome)
}
