import 'server-only'
import type { FlowType } from '../model'

/** Where Stripe sends the browser after a flow is completed. */
export const returnPaths: Record<FlowType, string> = {
  payment_method_update: '/account/payment_method_updated',
  customer_update: '/account/billing_details_updated',
  subscription_cancel: '/account/subscription_canceled',
  subscription_pause: '/account/subscription_paused',
  subscription_update: '/account/subscription_updated',
  subscription_update_confirm: '/account/subscription_updated',
  portal_home: '/account/portal_returned',
}
