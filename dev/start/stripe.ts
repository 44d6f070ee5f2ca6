import { type StandIn, type StandInOptions, startStandIn } from 'stripe-stand-in'
import { stripeKeys } from './stripe-keys'

/** The name that the stand-in's pages and invoices show. */
export const businessName = 'Portico'

/** Starts the local stand-in for Stripe with this product's name and keys. */
export function startStripe(options: Pick<StandInOptions, 'port' | 'webhookUrl' | 'stateFile'> = {}): Promise<StandIn> {
  return startStandIn({ businessName, ...stripeKeys, ...options })
}
