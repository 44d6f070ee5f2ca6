import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { signatureOf } from '../../engine/webhooks/deliveries'
import { type Case, claim, locally } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { pause, type World } from '../world'

const vector = { body: '{"id":"evt_test","object":"event"}', secret: 'whsec_test_secret', at: 1_700_000_000 }
const v1 = '8042376f6ca064adbe037642a718227dfd59047137eb49497a54c49eb0cfb724'
const signing = 'X; section 4.1'
const tolerance = 300

/** The SDK's result for a body and signature of the given age in seconds, or its error message. */
function verified({ webhooks }: Stripe, header: string, ageSeconds: number, body = vector.body): string {
  const now = new Date((vector.at + ageSeconds) * 1000).getTime()
  try {
    return webhooks.constructEvent(body, header, vector.secret, tolerance, undefined, now).id
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
    return error.message
  }
}

const header = `t=${vector.at},v1=${v1}`

export const signatures: Case[] = [
  claim('matches the test vector', `${signing}: test vector`, async ({ stripe }) => {
    same(signatureOf(vector.body, vector.secret, vector.at), header)
    same(verified(stripe, header, 0), 'evt_test')
  }),
  claim('only uses v1 and ignores v0', `${signing}: v0`, async ({ stripe }) => {
    same(verified(stripe, `${header},v0=${'0'.repeat(64)}`, 0), 'evt_test')
    must(verified(stripe, `t=${vector.at},v0=${v1}`, 0) !== 'evt_test', 'v0 alone is not valid')
  }),
  claim('can be one of several', `${signing}: secret roll`, async ({ stripe }) => {
    same(verified(stripe, `t=${vector.at},v1=${'0'.repeat(64)},v1=${v1}`, 0), 'evt_test')
  }),
  claim('is valid for 300 seconds', `${signing}: age 300 passes, 302 fails`, async ({ stripe }) => {
    same(verified(stripe, header, 300), 'evt_test')
    must(/Timestamp outside the tolerance zone/.test(verified(stripe, header, 302)), 'an older signature is rejected')
  }),
  claim('can have a future timestamp', `${signing}: future timestamps pass`, async ({ stripe }) => {
    same(verified(stripe, header, -3600), 'evt_test')
  }),
  claim('covers the raw bytes', `${signing}: raw body`, async ({ stripe }) => {
    must(verified(stripe, header, 0, `${vector.body} `) !== 'evt_test', 'an extra space changes the body')
  }),
  claim('covers the timestamp', signing, async ({ stripe }) => {
    must(verified(stripe, `t=${vector.at + 1},v1=${v1}`, 0) !== 'evt_test', 'the timestamp is signed')
  }),
]

type Received = { header: string; body: string; event: Stripe.Event; at: number }

/** A local endpoint that returns each of the given statuses once, then 200. */
async function listen(world: World, enabled_events: string[], statuses: number[] = []) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    received.push({
      header: String(request.headers['stripe-signature']),
      body,
      event: JSON.parse(body),
      at: Date.now(),
    })
    response.writeHead(statuses.shift() ?? 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const events = enabled_events as Stripe.WebhookEndpointCreateParams['enabled_events']
  const { id, secret } = await world.stripe.webhookEndpoints.create({ url, enabled_events: events })
  const idle = () => world.standIn.deliveries.idle()
  const close = async () => {
    await world.stripe.webhookEndpoints.del(id).catch(() => undefined)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { received, id, secret: secret ?? '', idle, close }
}

type Listening = Awaited<ReturnType<typeof listen>>

const unreachable = 'Stripe cannot reach this machine'

/** A case with an endpoint for the given events. */
function heard(
  name: string,
  source: string,
  types: string[],
  run: (world: World, it: Listening) => Promise<void>,
  statuses?: number[],
) {
  return locally(name, source, unreachable, async (world) => {
    const it = await listen(world, types, [...(statuses ?? [])])
    try {
      await run(world, it)
    } finally {
      await it.close()
    }
  })
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 60 && !condition(); tries++) await pause(100)
  must(condition(), 'it did not happen within six seconds')
}

export const deliveries: Case[] = [
  heard('is accepted by the SDK', 'N23 Webhooks.js; section 4.1', ['customer.created'], async (world, it) => {
    const { id } = await world.customer(null)
    await it.idle()
    const [one] = it.received
    must(one, 'it was delivered')
    const event = world.stripe.webhooks.constructEvent(one.body, one.header, it.secret)
    has(event, { type: 'customer.created', data: { object: { id } } })
  }),
  heard('matches the API’s event', 'section 4.1: the envelope', ['customer.created'], async (world, it) => {
    await world.customer(null)
    await it.idle()
    const { event } = it.received[0] ?? {}
    const { pending_webhooks: _, ...shown } = await world.stripe.events.retrieve(event?.id ?? '')
    const { pending_webhooks: __, ...sent } = event ?? ({} as Stripe.Event)
    same(JSON.parse(JSON.stringify(sent)), JSON.parse(JSON.stringify(shown)))
  }),
  heard(
    'has decimals as strings',
    'X: constructEvent leaves *_decimal a string; section 3.3',
    ['price.created'],
    async (world, it) => {
      await world.price(1900)
      await it.idle()
      has(it.received[0]?.event.data.object, { unit_amount_decimal: '1900' })
    },
  ),
  heard('is only sent for enabled events', 'D: webhooks', ['product.created'], async (world, it) => {
    await world.price(1900)
    await it.idle()
    same(
      it.received.map(({ event }) => event.type),
      ['product.created'],
    )
  }),
  heard('is sent for every event with a wildcard', 'N23 enabled_events: ["*"]', ['*'], async (world, it) => {
    await world.price(1900)
    await it.idle()
    same(
      it.received.map(({ event }) => event.type),
      ['product.created', 'price.created'],
    )
  }),
  heard(
    'is retried with a new signature',
    'D: webhooks: retries',
    ['product.created'],
    async (world, it) => {
      await world.product()
      await until(() => it.received.length === 2)
      const [first, second] = it.received
      same(first?.event.id, second?.event.id)
      must(
        world.stripe.webhooks.constructEvent(second?.body ?? '', second?.header ?? '', it.secret),
        'the second attempt is signed',
      )
    },
    [500],
  ),
  heard(
    'fails on a redirect',
    'D: webhooks: 3xx counts as failure',
    ['product.created'],
    async (world, it) => {
      await world.product()
      await until(() => it.received.length === 2)
    },
    [302],
  ),
  heard('is pending until delivered', 'N23 Event.pending_webhooks', ['product.created'], async (world, it) => {
    await world.product()
    await it.idle()
    const { id = '' } = it.received[0]?.event ?? {}
    same((await world.stripe.events.retrieve(id)).pending_webhooks, 0)
  }),
  heard('is not sent to a disabled endpoint', 'N23 WebhookEndpointUpdateParams.disabled', ['*'], async (world, it) => {
    await world.stripe.webhookEndpoints.update(it.id, { disabled: true })
    await world.product()
    await it.idle()
    same(it.received, [])
  }),
]

const url = 'https://example.com/hook'

async function endpoint(world: World, enabled_events: string[] = ['customer.created']) {
  const events = enabled_events as Stripe.WebhookEndpointCreateParams['enabled_events']
  const made = await world.stripe.webhookEndpoints.create({ url, enabled_events: events })
  const remove = () => world.stripe.webhookEndpoints.del(made.id)
  world.later(remove)
  return { made, remove }
}

export const endpoints: Case[] = [
  claim('returns its secret once', 'N23 WebhookEndpoint.secret', async (world) => {
    const { made, remove } = await endpoint(world)
    has(made, { id: /^we_/, object: 'webhook_endpoint', status: 'enabled', secret: /^whsec_/, url })
    const again = await world.stripe.webhookEndpoints.retrieve(made.id)
    must(!('secret' in again) || again.secret === undefined, 'not again')
    await remove()
  }),
  claim('can be updated, disabled, and deleted', 'N23 WebhookEndpoints', async (world) => {
    const { made, remove } = await endpoint(world)
    const change = { enabled_events: ['invoice.paid' as const], disabled: true }
    has(await world.stripe.webhookEndpoints.update(made.id, change), {
      enabled_events: ['invoice.paid'],
      status: 'disabled',
    })
    has(await remove(), { id: made.id, deleted: true })
    await rejected(world.stripe.webhookEndpoints.retrieve(made.id), missing())
  }),
  claim('needs a URL', 'GK url_invalid', async ({ stripe }) => {
    await rejected(stripe.webhookEndpoints.create({ url: 'nowhere', enabled_events: ['*'] }), invalid({ param: 'url' }))
  }),
  claim('needs an event', 'OAS-E required', async ({ stripe }) => {
    const call = stripe.webhookEndpoints.create({ url } as { url: string; enabled_events: ['*'] })
    await rejected(call, invalid({ code: 'parameter_missing', param: 'enabled_events' }))
  }),
  claim('rejects an unknown event type', 'OAS-E enum', async ({ stripe }) => {
    const enabled_events = ['billing_portal.session.completed'] as unknown as ['*']
    await rejected(stripe.webhookEndpoints.create({ url, enabled_events }), invalid())
  }),
  claim('receives events in its API version', 'section 4.1: payload version', async (world) => {
    const api_version = '2026-10-28.endive' as Stripe.WebhookEndpointCreateParams.ApiVersion
    const made = await world.stripe.webhookEndpoints.create({ url, enabled_events: ['*'], api_version })
    await world.stripe.webhookEndpoints.del(made.id)
    same(made.api_version, api_version)
  }),
]
