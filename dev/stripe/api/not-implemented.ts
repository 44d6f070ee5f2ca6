import { invalid, type Operation, StripeError, unrecognized } from '../engine/core/context'

type Unsupported = [method: Operation['method'], path: string, what: string]

// Stripe URLs that the stand-in does not implement. Without them, `search` would be read as an ID.
const unsupportedPaths: Unsupported[] = [
  ['POST', '/v1/charges', 'charges without a payment intent'],
  ['GET', '/v1/charges/search', 'searching for charges'],
  ['POST', '/v1/charges/:id/capture', 'capturing a charge (capture its payment intent instead)'],
  ['GET', '/v1/payment_intents/search', 'searching for payment intents'],
  ['POST', '/v1/payment_intents/:id/increment_authorization', 'incremental authorizations'],
  ['POST', '/v1/payment_intents/:id/apply_customer_balance', 'bank transfers'],
  ['POST', '/v1/payment_intents/:id/verify_microdeposits', 'bank accounts'],
  ['POST', '/v1/setup_intents/:id/verify_microdeposits', 'bank accounts'],
  ['GET', '/v1/invoices/search', 'searching for invoices'],
  ['POST', '/v1/invoices/:id/send', 'sending emails'],
  ['POST', '/v1/invoices/:id/attach_payment', 'attaching payments to invoices'],
  ['POST', '/v1/invoices/:id/add_lines', 'adding lines in bulk (use invoice items instead)'],
  ['POST', '/v1/invoices/:id/remove_lines', 'removing lines in bulk (use invoice items instead)'],
  ['POST', '/v1/invoices/:id/update_lines', 'updating lines in bulk (use invoice items instead)'],
  ['POST', '/v1/refunds/:id/cancel', 'canceling refunds'],
  ...(['cash_balance', 'cash_balance_transactions', 'funding_instructions', 'sources'] as const).flatMap(
    (name): Unsupported[] => {
      const path = `/v1/customers/:id/${name}`
      const what = name.replaceAll('_', ' ')
      return [
        ['GET', path, what],
        ['POST', path, what],
      ]
    },
  ),
  ['POST', '/v1/credit_notes', 'credit notes'],
  ['POST', '/v1/quotes', 'quotes'],
  ['POST', '/v1/tax_rates', 'tax rates'],
  ['POST', '/v1/payment_links', 'payment links'],
  ['POST', '/v1/billing/meters', 'meters'],
]

export const operations: Operation[] = [
  ...unsupportedPaths.map(
    ([method, path, what]): Operation => ({
      method,
      path,
      params: 'any',
      run: () => {
        throw invalid(`The stand-in does not implement ${what}. See the stripe-stand-in README.`)
      },
    }),
  ),
  // Removed in 2025-03-31.basil. Without this, `upcoming` would be read as an invoice ID.
  ...['/v1/invoices/upcoming', '/v1/invoices/upcoming/lines'].map(
    (path): Operation => ({
      method: 'GET',
      path,
      params: 'any',
      run: () => {
        throw new StripeError(404, unrecognized('GET', path))
      },
    }),
  ),
]
