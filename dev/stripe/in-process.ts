// `stripe-stand-in/engine`: the engine without a server, for tests and simulations in the same process.
import type { Context } from './engine/core/context'
import { api as v1 } from './http/api-routes'
import { pages as hostedPages } from './pages'

export { createEngine, type EngineOptions } from './create-engine'
export { runDue } from './engine/clock/due-work'
export { changeSettings, type Settings } from './engine/core/account-settings'
export { addIntervals } from './engine/core/billing-period'
export type { Context } from './engine/core/context'
export { StripeError } from './engine/core/errors'
export { publicView } from './engine/core/public-view'
export { Store, type Stored } from './engine/core/store'

export type WebApp = {
  fetch: (request: Request) => Response | Promise<Response>
  request: (path: string, init?: RequestInit) => Response | Promise<Response>
}

/** Stripe's API as the SDK calls it: `/v1/…`. */
export function api(ctx: Context, secretKey: string): WebApp {
  return v1(ctx, secretKey)
}

/** The hosted pages: Checkout, the portal, invoices, 3-D Secure, and the panel. */
export function pages(ctx: Context): WebApp {
  return hostedPages(ctx)
}
