import type { Context } from '../core/context'
import type { Stored } from '../core/store'
import { type DeliveryMode, type EventFilter, Modes } from './delivery-modes'
import { payloadFor, post } from './signed-post'

export { signatureOf } from './signed-post'

export type Attempt = { endpoint: string; at: number; status: number }

/**
 * Delays before each retry. Stripe's are hours apart (three attempts in a sandbox, three days in live mode). These are
 * shorter, so developers can watch them. Tests set their own.
 */
const defaultWaitsMs = [1_000, 5_000, 30_000, 120_000, 600_000]

type Waiting = { event: string; endpoint: string; tried: number; timer: NodeJS.Timeout }

/**
 * Sends signed events to the webhook endpoints, one at a time per endpoint and in order. Retries with a new signature
 * if the response is not 2xx. Stripe does not guarantee the order, and can deliver an event more than once. Tests
 * simulate this with `setMode`.
 */
export class Deliveries {
  private modes = new Modes()
  private waitsMs = defaultWaitsMs
  private queues = new Map<string, Promise<void>>()
  private held: { event: string; endpoint: string; customer: string; isShuffled: boolean }[] = []
  private waiting = new Set<Waiting>()
  private isClosed = false

  constructor(private ctx: Context) {
    ctx.listeners.push((event) => this.announce(event))
    // For the panel's resend button.
    const run = ({ path }: { path: Record<string, string> }) => this.resend(path.id ?? '')
    ctx.router.register([{ method: 'POST', path: '/_internal/events/:id/resend', params: null, run }])
  }

  resume(): void {
    for (const event of this.ctx.store.all('event')) {
      for (const endpoint of (event._awaited ?? []) as string[]) this.enqueue(event.id, endpoint, 0)
    }
  }

  /** Sets how matching events are delivered. The most specific match wins. */
  setMode(mode: DeliveryMode, filter: EventFilter = {}, delayMs = 0): void {
    this.modes.set(mode, filter, delayMs)
  }

  setWaits(waitsMs: number[] = defaultWaitsMs): void {
    this.waitsMs = waitsMs
  }

  /** Returns to normal delivery and sends held events, in order or shuffled, for one customer or for all. */
  release(customer?: string): void {
    const matches = (one: { customer: string }) => !customer || one.customer === customer
    const matching = this.held.filter(matches)
    const held = matching.some(({ isShuffled }) => isShuffled) ? shuffled(matching) : matching
    this.held = this.held.filter((one) => !matches(one))
    this.modes.clear(customer)
    for (const { event, endpoint } of held) this.enqueue(event, endpoint, 0)
  }

  /** Resends an event to one endpoint, or to all that subscribe to it. Scheduled retries still happen. */
  resend(eventId: string, endpointId?: string): void {
    const event = this.ctx.store.get(eventId)
    if (event?.object !== 'event') return
    const endpoints = this.endpointsFor(event).filter(({ id }) => !endpointId || id === endpointId)
    for (const { id } of endpoints) this.enqueue(event.id, id, this.waitsMs.length)
  }

  retryNow(): number {
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const { event, endpoint, tried, timer } of waiting) {
      clearTimeout(timer)
      this.enqueue(event, endpoint, tried)
    }
    return waiting.length
  }

  /** Resolves when every event sent so far has a response. Does not wait for scheduled retries. */
  async idle(): Promise<void> {
    await Promise.all(this.queues.values())
  }

  reset(): void {
    for (const { timer } of this.waiting) clearTimeout(timer)
    this.waiting.clear()
    this.held = []
    this.modes.clear()
    this.setWaits()
  }

  close(): void {
    this.isClosed = true
    for (const { timer } of this.waiting) clearTimeout(timer)
  }

  private endpointsFor(event: Stored): Stored[] {
    return this.ctx.store
      .all('webhook_endpoint')
      .filter((endpoint) => endpoint.status === 'enabled')
      .filter(({ enabled_events: types }) => types.includes('*') || types.includes(event.type))
  }

  private announce(event: Stored): void {
    const endpoints = this.endpointsFor(event).map(({ id }) => id)
    if (endpoints.length === 0) return
    const customer = (event._about ?? '') as string
    const { mode, delayMs } = this.modes.of(customer, event.type)
    const isDropped = mode === 'drop'
    // A dropped event is undelivered, but it is not sent even after a restart.
    const awaited = { pending_webhooks: endpoints.length, _awaited: isDropped ? [] : endpoints }
    this.ctx.transaction(() => this.ctx.store.patch(event.id, awaited))
    if (isDropped) return
    for (const endpoint of endpoints) {
      const isShuffled = mode === 'shuffle'
      if (mode === 'hold' || isShuffled) this.held.push({ event: event.id, endpoint, customer, isShuffled })
      else if (mode === 'delay') this.later(event.id, endpoint, 0, delayMs)
      else this.enqueue(event.id, endpoint, 0)
      if (mode === 'duplicate') this.enqueue(event.id, endpoint, 0)
    }
  }

  private enqueue(eventId: string, endpointId: string, tried: number): void {
    const before = this.queues.get(endpointId) ?? Promise.resolve()
    this.queues.set(
      endpointId,
      before.then(() => this.send(eventId, endpointId, tried)),
    )
  }

  private async send(eventId: string, endpointId: string, tried: number): Promise<void> {
    const event = this.ctx.store.get(eventId)
    const endpoint = this.ctx.store.get(endpointId)
    if (this.isClosed || !event || !endpoint) return
    const at = Math.floor(Date.now() / 1000)
    const status = await post(endpoint, payloadFor(event, endpoint, event.pending_webhooks), at, this.ctx.apiVersion)
    const current = this.ctx.store.get(eventId)
    if (this.isClosed || !current) return
    const isDone = status >= 200 && status < 300
    this.record(current, { endpoint: endpointId, at: Math.floor(Date.now() / 1000), status }, isDone)
    const wait = this.waitsMs[tried]
    if (!isDone && wait !== undefined) this.later(eventId, endpointId, tried + 1, wait)
  }

  private record(event: Stored, attempt: Attempt, isDone: boolean): void {
    const before = (event._awaited ?? []) as string[]
    const _awaited = isDone ? before.filter((id) => id !== attempt.endpoint) : before
    const _attempts = [...(event._attempts ?? []), attempt]
    const change = { pending_webhooks: _awaited.length, _awaited, _attempts }
    this.ctx.transaction(() => this.ctx.store.patch(event.id, change))
  }

  private later(event: string, endpoint: string, tried: number, waitMs: number): void {
    const timer = setTimeout(() => {
      this.waiting.delete(entry)
      this.enqueue(event, endpoint, tried)
    }, waitMs)
    const entry: Waiting = { event, endpoint, tried, timer }
    this.waiting.add(entry)
  }
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
