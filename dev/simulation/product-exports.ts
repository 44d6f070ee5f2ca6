// The product functions that the simulation calls. product.ts bundles this file.
export {
  beginClosing,
  drainBilling,
  fetchUndelivered,
  finishCheckout,
  finishPayment,
  finishPortalFlow,
  flowSchema,
  handleStripeWebhook,
  keepSubscription,
  replayEvent,
  resumeSubscription,
  retryPayment,
  setSeats,
  startCheckout,
  startPortalFlow,
} from '@/lib/billing'
export { effectivePlan } from '@/lib/billing/access'
export { applyCatalog, getCatalog, policyFrom } from '@/lib/billing/catalog'
export { ensureCustomer } from '@/lib/billing/customers'
export { project } from '@/lib/billing/model'
export { reconcile } from '@/lib/billing/operations'
export { readCustomer, rowOf } from '@/lib/billing/store'
export { fetchSnapshot, syncNow } from '@/lib/billing/sync'
export { db } from '@/lib/db'
export { deliverMail } from '@/lib/email'
