import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// Installs the packed package in an empty folder and runs it with plain Node.

const here = fileURLToPath(new URL('.', import.meta.url))
const isWindows = process.platform === 'win32'
const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', args, { cwd, shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

type Delivery = { body: string; signature: string }

let folder: string
let command: string
let child: ChildProcess
let printed: { url: string; secretKey: string; webhookSecret: string }
let stripe: Stripe
const deliveries: Delivery[] = []
let delivered = (_: Delivery) => {}

const endpoint = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const delivery = {
    body: Buffer.concat(parts).toString(),
    signature: String(request.headers['stripe-signature']),
  }
  deliveries.push(delivery)
  response.end()
  delivered(delivery)
})

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stand-in-packed-'))
  npm(here, 'pack', '--pack-destination', folder)
  const [tarball = ''] = readdirSync(folder)
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }')
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', path.join(folder, tarball))
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  const webhook = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`
  const installed = path.join(folder, 'node_modules', 'stripe-stand-in')
  command = path.join(installed, JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')).bin)
  const options = ['--port', '0', '--webhook', webhook, '--business-name', 'Ada’s Shop', '--default-portal']
  child = spawn(process.execPath, [command, ...options], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  printed = JSON.parse(await firstLine(child))
  const { port } = new URL(printed.url)
  stripe = new Stripe(printed.secretKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
}, 120_000)

afterAll(async () => {
  child?.kill()
  endpoint.close()
  rmSync(folder, { recursive: true, force: true })
})

function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    program.stdout?.once('data', (data) => resolve(String(data)))
    program.once('exit', (code) => reject(new Error(`the command exited with ${code}`)))
  })
}

function nextEvent(type: string): Promise<Stripe.Event> {
  return new Promise((resolve) => {
    delivered = ({ body, signature }) => {
      const event = stripe.webhooks.constructEvent(body, signature, printed.webhookSecret)
      if (event.type === type) resolve(event)
    }
    for (const one of deliveries) delivered(one)
  })
}

describe('the packed stand-in', () => {
  it('installs no dependencies', () => {
    const installed = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(installed).toEqual(['stripe-stand-in'])
  })

  it('creates a subscription through the SDK and sends signed webhooks', async () => {
    const customer = await stripe.customers.create({ email: 'ada@example.com', payment_method: 'pm_card_visa' })
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 1900,
      recurring: { interval: 'month' },
      product_data: { name: 'Pro' },
    })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: card?.id,
    })
    expect(subscription.status).toBe('active')
    const event = await nextEvent('customer.subscription.created')
    expect(event.data.object).toMatchObject({ id: subscription.id, customer: customer.id })
  })

  it('shows the business name in its default portal', async () => {
    const customer = await stripe.customers.create({ email: 'grace@example.com' })
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'http://127.0.0.1/account',
    })
    expect(await (await fetch(session.url)).text()).toContain('Ada’s Shop')
  })

  it('rejects an unknown option and lists the valid ones', () => {
    const run = () => execFileSync(process.execPath, [command, '--color', 'blue'], { stdio: 'pipe', encoding: 'utf8' })
    expect(run).toThrow(/--color[\s\S]*--default-portal/)
  })

  it('runs in process through its engine', () => {
    const script = `
      import { createEngine, pages } from 'stripe-stand-in/engine'
      const engine = createEngine({ businessName: 'Ada’s Shop' })
      const customer = engine.call('POST', '/v1/customers', { email: 'ada@example.com' })
      const panel = await pages(engine).request('/')
      console.log(customer.object, panel.status)
    `
    const args = ['--input-type=module', '--eval', script]
    const options = { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' } as const
    expect(execFileSync(process.execPath, args, options).trim()).toBe('customer 200')
  })
})
