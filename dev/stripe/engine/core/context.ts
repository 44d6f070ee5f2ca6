import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { StripeError, unrecognised } from './errors'
import { newId } from './ids'
import { onlyChanged } from './previous-attributes'
import { publicView } from './public-view'
import type { Store, Stored } from './store'

export * from './errors'
export { newId } from './ids'
export { publicView } from './public-view'

// biome-ignore lint/suspicious/noExplicitAny: request bodies are checked against the schemas made from the SDK's types before an operation sees them.
export type Params = Record<string, any>

/** What an operation is given. `path` holds the `:name` parts of its route. */
export type Request = { params: Params; path: Record<string, string>; ctx: Context }

/** One operation of Stripe's API, or one of the stand-in's own (`/_internal/…`, never reachable over HTTP). */
export type Operation = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Stripe's path with `:name` parts, for example `/v1/subscriptions/:id`. */
  path: string
  /** The SDK's parameter type that the body must satisfy, for example `SubscriptionCreateParams`; null for none. */
  params: string | null
  run: (request: Request) => unknown
}

/** An event that was not recorded yet. */
export type Emission = { type: Stripe.Event['type']; object: Stored; previous?: Record<string, unknown> }

/** The request that made an event; nulls for what happened by itself (SDK type Event.request). */
export type Cause = { id: string | null; idempotency_key: string | null }

const byItself: Cause = { id: null, idempotency_key: null }

/** Called once for each event after the transaction that made it was kept. */
export type EventListener = (event: Stored) => void

/**
 * The heart that everything else is given: state, time, events, and calls by Stripe's own paths.
 * Pages and the billing engine use `call`, so they go through the very operations that the SDK reaches over HTTP.
 */
export class Context {
  private routes: { operation: Operation; pattern: RegExp; names: string[] }[] = []
  private pending: Stored[] = []
  private depth = 0
  private moment: number | null = null
  private cause: Cause = byItself
  private held: Emission[] | null = null
  private followUps = new Map<string, () => void>()
  readonly listeners: EventListener[] = []
  /** Told of each event within the transaction that makes it; may ask for work `afterwards`. */
  readonly reactions: ((type: string, object: Stored) => void)[] = []
  /** Where the stand-in listens; links to its pages begin with it. */
  origin = ''
  /** The name that the hosted pages and invoices show for the account. */
  businessName = 'Acme'

  constructor(
    readonly store: Store,
    /** Unix seconds of the wall clock; tests inject their own. */
    readonly wallClock: () => number = () => Math.floor(Date.now() / 1000),
    /** The SDK's pinned API version, written on events. */
    readonly apiVersion: string = '2026-10-28.endive',
  ) {}

  register(operations: Operation[]): void {
    for (const operation of operations) {
      const names: string[] = []
      const source = operation.path.replace(/:(\w+)/g, (_, name: string) => {
        names.push(name)
        return '([^/]+)'
      })
      this.routes.push({ operation, pattern: new RegExp(`^${source}$`), names })
    }
    // A fixed path such as /v1/customers/search must win over /v1/customers/:id.
    this.routes.sort((a, b) => a.names.length - b.names.length)
  }

  operations(): Operation[] {
    return this.routes.map(({ operation }) => operation)
  }

  match(method: string, path: string): { operation: Operation; path: Record<string, string> } | null {
    for (const { operation, pattern, names } of this.routes) {
      if (operation.method !== method) continue
      const found = pattern.exec(path)
      if (!found) continue
      const parts = names.map((name, index) => [name, decoded(found[index + 1] ?? '')])
      return { operation, path: Object.fromEntries(parts) }
    }
    return null
  }

  /** Unix seconds now: of the customer's test clock when it has one, else of the wall clock. */
  now(customerId?: string | null): number {
    if (this.moment !== null) return this.moment
    const clock = customerId ? this.store.get(customerId)?.test_clock : null
    const frozen = clock ? this.store.get(clock) : undefined
    return frozen ? frozen.frozen_time : this.wallClock()
  }

  /** Runs work as if it were `moment`: what fell due earlier happens at its own time, on test clocks and without. */
  at<R>(moment: number, work: () => R): R {
    const before = this.moment
    this.moment = moment
    try {
      return work()
    } finally {
      this.moment = before
    }
  }

  /** Whether what is done now fell due, and nobody asked for it at this moment. */
  get isByItself(): boolean {
    return this.moment !== null
  }

  /** Runs work whose events name a request as their cause. */
  causedBy<R>(cause: Cause, work: () => R): R {
    const before = this.cause
    this.cause = cause
    try {
      return work()
    } finally {
      this.cause = before
    }
  }

  /** Does something once, when the operation that is under way is done, at the same moment and for the same cause. */
  afterwards(name: string, work: () => void): void {
    const { moment, cause } = this
    this.followUps.set(name, () => this.causedBy(cause, () => (moment === null ? work() : this.at(moment, work))))
  }

  /** Runs work and holds its events back, for a caller that emits them in the order in which Stripe does. */
  holdEvents<R>(work: () => R): { result: R; emissions: Emission[] } {
    const outer = this.held
    const emissions: Emission[] = []
    this.held = emissions
    try {
      const result = work()
      this.held = outer
      return { result, emissions }
    } catch (error) {
      this.held = outer
      // An error that keeps what was written keeps its events too; any other drops both with the transaction.
      for (const { type, object, previous } of emissions) this.emit(type, object, previous)
      throw error
    }
  }

  /** Runs one operation in process, by method and path, exactly as HTTP would after parsing. Throws `StripeError`. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows which resource the path answers with.
  call<T = any>(method: Operation['method'], path: string, params: Params = {}): T {
    const found = this.match(method, path)
    if (!found) throw new StripeError(404, unrecognised(method, path))
    return this.transaction(() => found.operation.run({ params, path: found.path, ctx: this })) as T
  }

  /** A store transaction that also holds back its events until it is kept, and drops them when it is not. */
  transaction<R>(work: () => R): R {
    const outer = this.depth === 0
    const mark = this.pending.length
    this.depth++
    let kept: { error: StripeError } | { result: R }
    try {
      kept = this.store.transaction(() => {
        const attempt = this.attempt(work)
        this.followUp()
        return attempt
      })
    } catch (error) {
      this.pending.length = mark
      throw error
    } finally {
      this.depth--
    }
    if (outer) for (const event of this.pending.splice(0)) for (const listener of this.listeners) listener(event)
    if ('error' in kept) throw kept.error
    return kept.result
  }

  private attempt<R>(work: () => R): { error: StripeError } | { result: R } {
    try {
      return { result: work() }
    } catch (error) {
      if (error instanceof StripeError && error.keep) return { error }
      throw error
    }
  }

  private followUp(): void {
    if (this.held) return
    const works = [...this.followUps.values()]
    this.followUps.clear()
    for (const work of works) work()
  }

  /**
   * Records an event. `object` is the resource after the change; `previous` holds the changed fields as they were
   * (only for `*.updated` and its like).
   */
  emit(type: Stripe.Event['type'], object: Stored, previous?: Record<string, unknown>): void {
    if (this.held) {
      this.held.push({ type, object, previous })
      return
    }
    const owner = object.object === 'customer' ? object.id : (object.customer ?? object._customer)
    const event = {
      id: newId('evt'),
      object: 'event' as const,
      api_version: this.apiVersion,
      created: this.now(owner),
      data: {
        object: publicView(object),
        ...(previous ? { previous_attributes: onlyChanged(publicView(previous), publicView(object)) } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      // What is due on a test clock happens by itself, also when the request that moves the clock brings it about.
      request: this.moment === null ? this.cause : byItself,
      type,
      // Whose it is; not under `customer`, since what belongs to a customer is looked through all the time.
      _about: owner ?? null,
    } satisfies EventView
    this.store.put(event)
    this.pending.push(event)
    for (const react of this.reactions) react(type, object)
  }
}

/** The SDK has an event type for each word; the envelope is what they have in common. */
type EventView = View<Omit<Stripe.CustomerCreatedEvent, 'type' | 'data'>> & { type: string; data: object }

/** A part of an address as it was meant; as it is when it is no proper escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
