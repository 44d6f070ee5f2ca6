import { continueSession } from '../checkout/confirm-session'
import { type Context, invalid, type Operation } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { markPaid } from '../invoices/collect-invoice'
import { concludeDispute, openDispute } from './disputes'
import { answerPayment } from './payment-attempts'
import { answerSetup } from './setup-attempts'

/** What customers do with their bank: the answer on its page, from which the payment's purpose goes on, and disputes. */
export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/_internal/intents/:id/authenticate',
    params: null,
    run: ({ ctx, path, params }) => {
      const intent = authenticate(ctx, path.id ?? '', params.outcome === 'succeed' ? 'succeed' : 'fail')
      const purpose = intent._for as { invoice?: string; checkout?: string } | null
      if (purpose?.checkout) continueSession(ctx, purpose.checkout, intent)
      const invoice = purpose?.invoice && need(ctx, 'invoice', purpose.invoice)
      if (invoice && intent.status === 'succeeded' && invoice.status === 'open') markPaid(ctx, invoice, intent)
      return intent
    },
  },
  {
    method: 'POST',
    path: '/_internal/charges/:id/dispute',
    params: null,
    run: ({ ctx, path }) => openDispute(ctx, need(ctx, 'charge', path.id ?? ''), 'fraudulent'),
  },
  {
    method: 'POST',
    path: '/_internal/disputes/:id/decide',
    params: null,
    run: ({ ctx, path, params }) => concludeDispute(ctx, need(ctx, 'dispute', path.id ?? ''), params.status),
  },
]

/** The intent afterwards: `succeeded`, or `requires_payment_method` when the challenge or the charge failed. */
function authenticate(ctx: Context, id: string, outcome: 'succeed' | 'fail'): Stored {
  const intent = ctx.store.get(id)
  if (intent?.status !== 'requires_action') throw invalid('This intent does not wait for authentication.')
  const method = need(ctx, 'payment_method', intent.payment_method)
  return intent.object === 'setup_intent'
    ? answerSetup(ctx, intent, method, outcome)
    : answerPayment(ctx, intent, method, outcome)
}
