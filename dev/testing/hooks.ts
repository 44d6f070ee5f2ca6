import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signatureOf } from 'stripe-stand-in'
import { publicView } from 'stripe-stand-in/engine'
import { stripeKeys } from '../start/stripe-keys'
import { standIn } from './shop'

export { stripeKeys }

const { handleStripeWebhook } = await import('@/lib/billing/webhook/handle-webhook')

export type StripeEvent = {
  id: string
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: event data has many shapes.
  data: { object: any }
  [field: string]: unknown
}

/** Events that the stand-in recorded for a customer, oldest first, as Stripe would send them. */
export function eventsFor(customer: string): StripeEvent[] {
  return standIn.ctx.store
    .all('event')
    .map((event) => JSON.parse(JSON.stringify(publicView(event))) as StripeEvent)
    .filter(({ data: { object } }) => [object.id, object.customer, payerOf(object.charge)].includes(customer))
}

/** Dispute and refund events reference a charge instead of a customer. */
function payerOf(charge: unknown): string | undefined {
  return typeof charge === 'string' ? standIn.ctx.store.get(charge)?.customer : undefined
}

/** Events recorded while work runs. */
export async function eventsDuring(customer: string, work: () => Promise<unknown>): Promise<StripeEvent[]> {
  const before = eventsFor(customer).length
  await work()
  return eventsFor(customer).slice(before)
}

let made = 0

/** Creates a custom event. */
export function eventOf(type: string, object: object, more: object = {}): StripeEvent {
  const base = { object: 'event', api_version: '2026-10-28.endive', created: 1_795_000_000, livemode: false }
  return { id: `evt_made_${++made}`, ...base, type, data: { object }, ...more }
}

/** Creates a webhook request, signed with the current time. */
export function webhook(payload: string, headers: Record<string, string> = signed(payload)): Request {
  return new Request('http://localhost:3000/api/stripe/webhook', { method: 'POST', body: payload, headers })
}

export function signed(payload: string, at = Math.floor(Date.now() / 1000)): Record<string, string> {
  return { 'content-type': 'application/json', 'stripe-signature': signatureOf(payload, stripeKeys.webhookSecret, at) }
}

/** Delivers an event and returns the response status. */
export async function deliver(event: StripeEvent): Promise<number> {
  return (await handleStripeWebhook(webhook(JSON.stringify(event)))).status
}

/** Delivers several events in order. */
export async function deliverAll(events: StripeEvent[]): Promise<void> {
  for (const event of events) {
    const status = await deliver(event)
    if (status !== 200) throw new Error(`the webhook returned ${status} for ${event.type}`)
  }
}

/** A server for the stand-in's deliveries. Like Next, it returns 500 when the handler throws. */
export async function openEndpoint(): Promise<{ statuses: number[]; close: () => Promise<void> }> {
  const statuses: number[] = []
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const headers = incoming.headers as Record<string, string>
    const status = await handleStripeWebhook(webhook(Buffer.concat(parts).toString(), headers)).then(
      (response) => response.status,
      () => 500,
    )
    statuses.push(status)
    outgoing.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const endpoint = { id: 'we_scenarios', object: 'webhook_endpoint', status: 'enabled', url, enabled_events: ['*'] }
  standIn.ctx.transaction(() => standIn.ctx.store.put({ ...endpoint, created: 0, _secret: stripeKeys.webhookSecret }))
  const close = async () => {
    standIn.ctx.transaction(() => standIn.ctx.store.remove(endpoint.id))
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { statuses, close }
}
