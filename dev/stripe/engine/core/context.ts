import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { StripeError, unrecognized } from './errors'
import { newId } from './ids'
import { onlyChanged } from './previous-attributes'
import { publicView } from './public-view'
import { Router } from './router'
import type { Store, Stored } from './store'

export * from './errors'
export { newId } from './ids'
export { publicView } from './public-view'

// biome-ignore lint/suspicious/noExplicitAny: request bodies are checked against schemas from the SDK's types before an operation gets them.
export type Params = Record<string, any>

export type Request = { params: Params; path: Record<string, string>; ctx: Context }

/** An operation in Stripe's API, or an internal one (`/_internal/…`) that HTTP does not expose. */
export type Operation = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** The SDK's parameter type, such as `SubscriptionCreateParams`. Null if there are no parameters. */
  params: string | null
  run: (request: Request) => unknown
}

export type Emission = { type: Stripe.Event['type']; object: Stored; previous?: Record<string, unknown> }

/** The request that caused an event. The fields are null for automatic changes (SDK type Event.request). */
export type Cause = { id: string | null; idempotency_key: string | null }

const noRequest: Cause = { id: null, idempotency_key: null }

/** Called once for each event, after its transaction is committed. */
export type EventListener = (event: Stored) => void

/**
 * The core of the engine: state, time, events, and calls by path. The pages and the billing engine use `call`, so they
 * run the same operations as the SDK does over HTTP.
 */
export class Context {
  private pending: Stored[] = []
  private depth = 0
  private moment: number | null = null
  private cause: Cause = noRequest
  private held: Emission[] | null = null
  private followUps = new Map<string, () => void>()
  /** Finds the operation for a method and path. */
  readonly router = new Router<Operation>()
  readonly listeners: EventListener[] = []
  /** Called for each event inside its transaction. Can schedule work with `afterwards`. */
  readonly reactions: ((type: string, object: Stored) => void)[] = []
  origin = ''
  businessName = 'Acme'

  constructor(
    readonly store: Store,
    readonly wallClock: () => number = () => Math.floor(Date.now() / 1000),
    /** The SDK's pinned API version, which events carry. */
    readonly apiVersion: string = '2026-10-28.endive',
  ) {}

  /** The current time in Unix seconds, from the customer's test clock if there is one, otherwise from the wall clock. */
  now(customerId?: string | null): number {
    if (this.moment !== null) return this.moment
    const clock = customerId ? this.store.get(customerId)?.test_clock : null
    const frozen = clock ? this.store.get(clock) : undefined
    return frozen ? frozen.frozen_time : this.wallClock()
  }

  /** Runs work as if the time were `moment`. Earlier work runs at its own time, with or without a test clock. */
  at<R>(moment: number, work: () => R): R {
    const before = this.moment
    this.moment = moment
    try {
      return work()
    } finally {
      this.moment = before
    }
  }

  /** Whether the current change is automatic rather than requested. */
  get isAutomatic(): boolean {
    return this.moment !== null
  }

  causedBy<R>(cause: Cause, work: () => R): R {
    const before = this.cause
    this.cause = cause
    try {
      return work()
    } finally {
      this.cause = before
    }
  }

  /** Runs work once after the current operation, with the same time and cause. */
  afterwards(name: string, work: () => void): void {
    const { moment, cause } = this
    this.followUps.set(name, () => this.causedBy(cause, () => (moment === null ? work() : this.at(moment, work))))
  }

  /** Runs work and collects its events, for callers that emit them in Stripe's order. */
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
      // An error that commits its changes also commits its events. Any other error rolls back both.
      for (const { type, object, previous } of emissions) this.emit(type, object, previous)
      throw error
    }
  }

  /**
   * Runs one operation by method and path, with parsed parameters.
   * @throws StripeError if the operation rejects the request
   */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows which resource the path returns.
  call<T = any>(method: Operation['method'], path: string, params: Params = {}): T {
    const found = this.router.match(method, path)
    if (!found) throw new StripeError(404, unrecognized(method, path))
    return this.transaction(() => found.operation.run({ params, path: found.path, ctx: this })) as T
  }

  /** A store transaction that sends its events on commit and discards them on rollback. */
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
   * Records an event. `object` is the resource after the change. `previous` has the old values of the changed fields,
   * for `*.updated` and similar events only.
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
      // Work on a test clock is automatic, even though a request advances the clock.
      request: this.moment === null ? this.cause : noRequest,
      type,
      // Not called `customer`, so that events stay out of the index of a customer's objects, which must stay small.
      _about: owner ?? null,
    } satisfies EventView
    this.store.put(event)
    this.pending.push(event)
    for (const react of this.reactions) react(type, object)
  }
}

/** The fields that the SDK's event types have in common. */
type EventView = View<Omit<Stripe.CustomerCreatedEvent, 'type' | 'data'>> & { type: string; data: object }
