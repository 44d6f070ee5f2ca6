import { registerOperations } from './api'
import { Context } from './engine/core/context'
import { Store } from './engine/core/store'

export type EngineOptions = {
  /** A new in-memory store by default. */
  store?: Store
  /** Returns the current unix seconds; the system clock by default. */
  wallClock?: () => number
  origin?: string
  businessName?: string
}

/** Creates an engine that runs in this process: no server, no webhooks, and no automatic passage of time. */
export function createEngine({ store = new Store(), wallClock, origin, businessName }: EngineOptions = {}): Context {
  const ctx = new Context(store, wallClock)
  if (origin !== undefined) ctx.origin = origin
  if (businessName !== undefined) ctx.businessName = businessName
  registerOperations(ctx)
  return ctx
}
