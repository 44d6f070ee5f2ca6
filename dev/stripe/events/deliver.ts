import { createHmac } from 'node:crypto'
import { type Context, publicView } from '../kernel'
import type { Stored } from '../store'

export type DeliveryMode = 'normal' | 'hold' | 'drop' | 'duplicate' | 'shuffle'

/** One try at delivering an event, kept on the event for the panel. `status` 0 is no answer at all. */
export type Attempt = { endpoint: string; at: number; status: number }

const retryAfterMs = [1_000, 5_000, 30_000, 120_000, 600_000]
const timeoutMs = 20_000
const everybody = '*'

/**
 * Sends events to the webhook endpoints: signed, one after the other for each endpoint and in the order in which they
 * happened, and again later (re-signed) when the answer was not 2xx. Stripe promises no order and no single delivery;
 * tests ask for the bad cases through `setMode`.
 */
export class Deliveries {
  /** By customer; under `everybody` for the rest. */
  private modes = new Map<string, DeliveryMode>()
  private queues = new Map<string, Promise<void>>()
  private held: { event: string; endpoint: string; customer: string }[] = []
  private timers = new Set<NodeJS.Timeout>()
  private isClosed = false

  constructor(private ctx: Context) {
    ctx.listeners.push((event) => this.announce(event))
    // The panel's button; events are sent by whoever delivers them.
    const run = ({ path }: { path: Record<string, string> }) => this.resend(path.id ?? '')
    ctx.register([{ method: 'POST', path: '/_internal/events/:id/resend', params: null, run }])
  }

  /** Sends what had not been delivered when the process ended. */
  resume(): void {
    for (const event of this.ctx.store.all('event')) if (event.pending_webhooks > 0) this.announce(event)
  }

  /** How events are delivered from now on: those of one customer, or of all who have no mode of their own. */
  setMode(mode: DeliveryMode, customer = everybody): void {
    this.modes.set(customer, mode)
  }

  /** Delivers normally again, and lets held events go, in order or in a random one: one customer's, or all. */
  release(customer?: string): void {
    const isMeant = (one: { customer: string }) => !customer || one.customer === customer
    const meant = this.held.filter(isMeant)
    const held = meant.some((one) => this.modeOf(one.customer) === 'shuffle') ? shuffled(meant) : meant
    this.held = this.held.filter((one) => !isMeant(one))
    if (customer) this.modes.delete(customer)
    else this.modes.clear()
    for (const { event, endpoint } of held) this.enqueue(event, endpoint, 0)
  }

  private modeOf(customer: string): DeliveryMode {
    return this.modes.get(customer) ?? this.modes.get(everybody) ?? 'normal'
  }

  /** Sends one event again to every endpoint that wants it. */
  resend(eventId: string): void {
    const event = this.ctx.store.get(eventId)
    if (event) for (const endpoint of this.endpointsFor(event)) this.enqueue(event.id, endpoint.id, 0)
  }

  /** Resolves when everything that was sent so far has been answered (retries that wait are not waited for). */
  async idle(): Promise<void> {
    await Promise.all(this.queues.values())
  }

  close(): void {
    this.isClosed = true
    for (const timer of this.timers) clearTimeout(timer)
  }

  private endpointsFor(event: Stored): Stored[] {
    return this.ctx.store
      .all('webhook_endpoint')
      .filter((endpoint) => endpoint.status === 'enabled')
      .filter(({ enabled_events: types }) => types.includes('*') || types.includes(event.type))
  }

  private announce(event: Stored): void {
    const endpoints = this.endpointsFor(event)
    if (endpoints.length === 0) return
    this.ctx.transaction(() => this.ctx.store.patch(event.id, { pending_webhooks: endpoints.length }))
    const { object } = event.data
    const customer = object.object === 'customer' ? object.id : (object.customer ?? '')
    const mode = this.modeOf(customer)
    for (const endpoint of endpoints) {
      if (mode === 'drop') continue
      if (mode === 'hold' || mode === 'shuffle') this.held.push({ event: event.id, endpoint: endpoint.id, customer })
      else this.enqueue(event.id, endpoint.id, 0)
      if (mode === 'duplicate') this.enqueue(event.id, endpoint.id, 0)
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
    const status = await post(endpoint, JSON.stringify(publicView(event)), Math.floor(Date.now() / 1000))
    const current = this.ctx.store.get(eventId)
    if (this.isClosed || !current) return
    const isDone = status >= 200 && status < 300
    const attempt: Attempt = { endpoint: endpointId, at: Math.floor(Date.now() / 1000), status }
    const pending_webhooks = Math.max(0, current.pending_webhooks - (isDone ? 1 : 0))
    const _attempts = [...(current._attempts ?? []), attempt]
    this.ctx.transaction(() => this.ctx.store.patch(eventId, { pending_webhooks, _attempts }))
    const wait = retryAfterMs[tried]
    if (isDone || wait === undefined) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.enqueue(eventId, endpointId, tried + 1)
    }, wait)
    this.timers.add(timer)
  }
}

/** Stripe docs (webhooks, verify signatures manually): HMAC-SHA256 over the time, a dot and the exact bytes of the body. */
export function signatureOf(payload: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`
}

async function post(endpoint: Stored, payload: string, at: number): Promise<number> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(payload, endpoint._secret, at) }
  try {
    const options = {
      method: 'POST',
      body: payload,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    } as const
    const answer = await fetch(endpoint.url, options)
    await answer.body?.cancel()
    return answer.status
  } catch {
    // Nobody listens there, or nobody answered: an attempt that failed, which is recorded as status 0.
    return 0
  }
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
