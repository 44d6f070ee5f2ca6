import { registerOperations } from './api'
import { Context } from './engine/core/context'
import { Store } from './engine/core/store'

export type EngineOptions = {
  /** Holds the state; a new one in memory when left out. */
  store?: Store
  /** Unix seconds now; the wall clock when left out. */
  wallClock?: () => number
  /** The address that links to the hosted pages begin with. */
  origin?: string
  /** The name that the hosted pages and invoices show for the account. */
  businessName?: string
}

/** Makes an engine that answers `call` in this process: no server, no webhooks, and no time that passes by itself. */
export function createEngine({ store = new Store(), wallClock, origin, businessName }: EngineOptions = {}): Context {
  const ctx = new Context(store, wallClock)
  if (origin !== undefined) ctx.origin = origin
  if (businessName !== undefined) ctx.businessName = businessName
  registerOperations(ctx)
  return ctx
}
