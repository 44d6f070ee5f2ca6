import { type StandIn, type StandInOptions, startStandIn } from 'stripe-stand-in'
import { product } from '@/lib/product'
import { stripeKeys } from './stripe-keys'

/** Starts the local Stripe stand-in with this product's name and keys. */
export function startStripe(options: Pick<StandInOptions, 'port' | 'webhookUrl' | 'stateFile'> = {}): Promise<StandIn> {
  return startStandIn({ businessName: product.name, ...stripeKeys, ...options })
}
