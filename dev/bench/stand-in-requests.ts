import { Agent, request } from 'node:http'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { localStripe } from '../stripe/conformance/run'
import { startServer } from '../stripe/server'
import { perSecond, type Row, ratio } from './row'

type Send = (method: string, url: string, form?: string) => Promise<void>

/** Requests per second of reading and of changing a subscription, beside an empty route of the same HTTP server. */
export async function requestsBench(): Promise<Row[]> {
  const standIn = await startServer()
  const empty = await emptyServer()
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const send = sender(agent, standIn.secretKey)
  try {
    const stripe = localStripe(standIn)
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' })
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
    const recurring = { interval: 'month' } as const
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 1000,
      recurring,
      product_data: { name: 'Pro' },
    })
    const items = [{ price: price.id }]
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items,
      default_payment_method: card?.id,
    })
    const at = `${standIn.url}/v1/subscriptions/${subscription.id}`
    let count = 0
    const base = await perSecond(() => send('GET', empty.url))
    const retrieve = await perSecond(() => send('GET', at))
    const update = await perSecond(() => send('POST', at, `metadata[count]=${count++}`))
    const bySdk = await perSecond(() => stripe.subscriptions.retrieve(subscription.id))
    const of = 'an empty Hono route'
    return [
      { name: 'an empty Hono route', value: base, unit: 'per second' },
      { name: 'retrieve a subscription', value: retrieve, unit: 'per second', ratio: ratio(retrieve, base, of) },
      { name: 'update a subscription', value: update, unit: 'per second', ratio: ratio(update, base, of) },
      { name: 'retrieve a subscription with the SDK', value: bySdk, unit: 'per second', ratio: ratio(bySdk, base, of) },
    ]
  } finally {
    agent.destroy()
    await empty.close()
    await standIn.close()
  }
}

async function emptyServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const app = new Hono()
  app.get('/', (c) => c.json({}))
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the empty server listens on no port')
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${address.port}/`, close }
}

function sender(agent: Agent, secretKey: string): Send {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/x-www-form-urlencoded' }
  return (method, url, form) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method, agent, headers }, (answer) => {
        answer.resume()
        const { statusCode: status = 0 } = answer
        answer.on('end', () => (status < 400 ? resolve() : reject(new Error(`${method} ${url} answered ${status}`))))
      })
      sent.on('error', reject)
      sent.end(form)
    })
}
