import { invalid, type Params } from '../core/context'

/** Validates how invoices are collected (Stripe docs: collection method). */
export function collectionOf({ collection_method: method = 'charge_automatically', days_until_due: days }: Params) {
  if (method !== 'send_invoice' && days !== undefined) {
    throw invalid('You can only set days_until_due when the collection method is send_invoice.', 'days_until_due')
  }
  if (method === 'send_invoice' && days === undefined) {
    const message = 'If you set `collection_method` to `send_invoice`, you must also set `days_until_due`.'
    throw invalid(message, 'days_until_due', 'parameter_missing')
  }
  const collection_method = method as 'charge_automatically' | 'send_invoice'
  return { collection_method, days_until_due: (days ?? null) as number | null }
}
