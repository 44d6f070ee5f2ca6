import type { Operation } from '../kernel'
import { need } from '../resources/shared'
import { continueSession } from './checkout-confirm'
import { authenticate } from './intents'
import { markPaid } from './invoices'

/** What the bank's page does with the customer's answer; the payment's purpose goes on from there. */
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
]
