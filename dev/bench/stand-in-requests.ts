import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startStandIn } from 'stripe-stand-in'
import { localStripe } from 'stripe-stand-in/testing'
import { type Rate, type Row, rateOf, times } from './row'

type Send = (method: string, url: string, form?: string) => Promise<void>

/** Requests per second for reading and updating a subscription, relative to an empty response from Node's HTTP server. */
export async function requestsBench(): Promise<Row[]> {
  const standIn = await startStandIn()
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
    const base = await rateOf(() => send('GET', empty.url))
    const retrieve = await rateOf(() => send('GET', at))
    const update = await rateOf(() => send('POST', at, `metadata[count]=${count++}`))
    const bySdk = await rateOf(() => stripe.subscriptions.retrieve(subscription.id))
    const row = (name: string, rate: Rate): Row => ({
      name,
      value: rate.perSecond,
      unit: 'per second',
      ratio: times(rate.cpuMs, base.cpuMs, 'an empty Node response'),
    })
    return [
      { name: 'empty Node response', value: base.perSecond, unit: 'per second' },
      row('retrieve a subscription', retrieve),
      row('update a subscription', update),
      row('retrieve a subscription with the SDK', bySdk),
    ]
  } finally {
    agent.destroy()
    await empty.close()
    await standIn.close()
  }
}

async function emptyServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}/`, close }
}

function sender(agent: Agent, secretKey: string): Send {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/x-www-form-urlencoded' }
  return (method, url, form) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method, agent, headers }, (response) => {
        response.resume()
        const { statusCode: status = 0 } = response
        response.on('end', () => (status < 400 ? resolve() : reject(new Error(`${method} ${url} returned ${status}`))))
      })
      sent.on('error', reject)
      sent.end(form)
    })
}
