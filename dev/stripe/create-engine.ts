import { registerOperations } from './api'
import { Context } from './engine/core/context'
import { Store } from './engine/core/store'

export type EngineOptions = {
  /** Defaults to a new in-memory store. */
  store?: Store
  /** Returns the current time in unix seconds. Defaults to the system clock. */
  wallClock?: () => number
  origin?: string
  businessName?: string
}

/** Creates an engine that runs in this process, with no server and no webhooks. Time does not pass by itself. */
export function createEngine({ store = new Store(), wallClock, origin, businessName }: EngineOptions = {}): Context {
  const ctx = new Context(store, wallClock)
  if (origin !== undefined) ctx.origin = origin
  if (businessName !== undefined) ctx.businessName = businessName
  registerOperations(ctx)
  return ctx
}
