import { createHash } from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { api, type Context, createEngine, pages, runDue, Store, type Stored, StripeError } from 'stripe-stand-in/engine'
import { stripeKeys } from '../start/stripe-keys'
import type { Clock } from './clock'
import type { StripeApi } from './edges'

/** What billing stores or decides by; a change of one of these is a new revision of its customer. */
const watched = new Set(['customer', 'subscription', 'invoice', 'payment_method', 'subscription_schedule', 'discount'])

/**
 * The stand-in of one history, in this process: its API for the SDK, its pages for the customer, and a counter of each
 * customer's revisions. The counter rides on the answers as the unit amount of each item, which the product stores and
 * never reads, so a stored row says which state it shows.
 */
/** What mutations and visits use of a bank. */
export type Counter = Pick<Bank, 'ctx' | 'call' | 'attempt' | 'subscriptions' | 'post'>

export class Bank {
  readonly ctx: Context
  readonly events: Stored[] = []
  private app: ReturnType<typeof api>
  private web: ReturnType<typeof pages>
  private revisions = new Map<string, number>()

  constructor(clock: Clock, stock: Stored[]) {
    const store = new Store()
    this.ctx = createEngine({ store, wallClock: () => clock.seconds(), origin: 'http://127.0.0.1:9' })
    this.ctx.transaction(() => {
      for (const object of stock) store.put(object)
    })
    this.ctx.listeners.push((event) => {
      // Not delivered yet.
      this.ctx.transaction(() => this.ctx.store.patch(event.id, { pending_webhooks: 1 }))
      this.events.push(event)
    })
    this.app = api(this.ctx, stripeKeys.secretKey)
    this.web = pages(this.ctx)
    const spied = store as unknown as { append: (changes: { id: string; before?: Stored }[]) => void }
    spied.append = (changes) => this.count(changes)
  }

  /** What the SDK talks to. */
  api(): StripeApi {
    return { fetch: (request) => this.answer(request) }
  }

  /** Somebody has said 200 to an event: it is listed as delivered from now on. */
  acknowledge(eventId: string): void {
    this.ctx.transaction(() => this.ctx.store.patch(eventId, { pending_webhooks: 0 }))
  }

  revision(customer: string): number {
    return this.revisions.get(customer) ?? 0
  }

  call(method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, unknown> = {}): Stored {
    return this.ctx.call<Stored>(method, path, params)
  }

  /** The same, for something that Stripe may refuse in the present state: null then. */
  attempt(method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, unknown> = {}): Stored | null {
    try {
      return this.call(method, path, params)
    } catch (error) {
      if (error instanceof StripeError) return null
      throw error
    }
  }

  /** Posts a form on one of the pages, as a browser without JavaScript does; answers where it leads. */
  async post(path: string, form: Record<string, string>): Promise<string | null> {
    const response = await this.web.request(path, { method: 'POST', body: new URLSearchParams(form) })
    await response.text()
    return response.headers.get('location')
  }

  /** Does what has fallen due by now. */
  pass(): void {
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

  private async answer(request: Request): Promise<Response> {
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

/** Makes the ids of the stand-in follow a seed, so that a history repeats itself to the letter; answers with the undo. */
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
