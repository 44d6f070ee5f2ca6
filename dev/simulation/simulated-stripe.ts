import { createHash } from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { api, type Context, createEngine, pages, runDue, Store, type Stored, StripeError } from 'stripe-stand-in/engine'
import { stripeKeys } from '../start/stripe-keys'
import type { Clock } from './clock'
import type { StripeApi } from './gated-packages'

/** The objects that billing depends on. A change to one increments its customer's revision. */
const watched = new Set(['customer', 'subscription', 'invoice', 'payment_method', 'subscription_schedule', 'discount'])

export type StripeAccess = Pick<SimulatedStripe, 'ctx' | 'call' | 'attempt' | 'subscriptions' | 'post'>

/**
 * The Stripe stand-in for one history, running in this process. It counts each customer's revisions and returns the
 * current one as the unit amount of each item. The product stores that amount without using it, so each row shows which
 * state it was read from.
 */
export class SimulatedStripe {
  readonly ctx: Context
  readonly events: Stored[] = []
  private app: ReturnType<typeof api>
  private web: ReturnType<typeof pages>
  private revisions = new Map<string, number>()

  constructor(clock: Clock, catalog: Stored[]) {
    const store = new Store()
    this.ctx = createEngine({ store, wallClock: () => clock.seconds(), origin: 'http://127.0.0.1:9' })
    this.ctx.transaction(() => {
      for (const object of catalog) store.put(object)
    })
    this.ctx.listeners.push((event) => {
      // Mark the event as undelivered.
      this.ctx.transaction(() => this.ctx.store.patch(event.id, { pending_webhooks: 1 }))
      this.events.push(event)
    })
    this.app = api(this.ctx, stripeKeys.secretKey)
    this.web = pages(this.ctx)
    const spied = store as unknown as { append: (changes: { id: string; before?: Stored }[]) => void }
    spied.append = (changes) => this.count(changes)
  }

  api(): StripeApi {
    return { fetch: (request) => this.respond(request) }
  }

  /** Marks an event as delivered. */
  acknowledge(eventId: string): void {
    this.ctx.transaction(() => this.ctx.store.patch(eventId, { pending_webhooks: 0 }))
  }

  revision(customer: string): number {
    return this.revisions.get(customer) ?? 0
  }

  call(method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, unknown> = {}): Stored {
    return this.ctx.call<Stored>(method, path, params)
  }

  /** Like `call`, but returns null if Stripe rejects the request. */
  attempt(method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, unknown> = {}): Stored | null {
    try {
      return this.call(method, path, params)
    } catch (error) {
      if (error instanceof StripeError) return null
      throw error
    }
  }

  /** Submits a form as a browser without JavaScript would, and returns the redirect URL. */
  async post(path: string, form: Record<string, string>): Promise<string | null> {
    const response = await this.web.request(path, { method: 'POST', body: new URLSearchParams(form) })
    await response.text()
    return response.headers.get('location')
  }

  /** Runs everything that is due. */
  runDue(): void {
    runDue(this.ctx, this.ctx.wallClock())
  }

  subscriptions(customer: string): Stored[] {
    return this.ctx.store.all('subscription').filter((one) => one.customer === customer)
  }

  private count(changes: { id: string; before?: Stored }[]): void {
    const touched = new Set<string>()
    for (const { id, before } of changes) {
      const object = this.ctx.store.get(id) ?? before
      if (!object || !watched.has(object.object)) continue
      const customer = object.object === 'customer' ? object.id : (object.customer ?? before?.customer)
      if (customer) touched.add(customer)
    }
    for (const customer of touched) this.revisions.set(customer, this.revision(customer) + 1)
  }

  private async respond(request: Request): Promise<Response> {
    const response = await this.app.fetch(request)
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET' || !pathname.startsWith('/v1/subscriptions') || !response.ok) return response
    const body = (await response.json()) as Stored & { data?: Stored[] }
    for (const one of body.data ?? [body]) {
      if (one.object !== 'subscription') continue
      for (const item of one.items.data) item.price = { ...item.price, unit_amount: this.revision(one.customer) }
    }
    return Response.json(body, { headers: response.headers })
  }
}

/**
 * Derives the stand-in's ids from a seed, so that a history is reproducible. Returns a function that restores
 * random ids.
 */
export function seedIds(seed: number): () => void {
  const crypto = createRequire(import.meta.url)('node:crypto') as { randomBytes: (size: number) => Buffer }
  const before = crypto.randomBytes
  let count = 0
  crypto.randomBytes = (size) => {
    const parts: Buffer[] = []
    for (let length = 0; length < size; length += 32) {
      parts.push(createHash('sha256').update(`${seed}:${++count}`).digest())
    }
    return Buffer.concat(parts).subarray(0, size)
  }
  syncBuiltinESMExports()
  return () => {
    crypto.randomBytes = before
    syncBuiltinESMExports()
  }
}
