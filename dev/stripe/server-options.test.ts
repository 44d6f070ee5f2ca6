import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, type StandInOptions, startStandIn } from './server'

let folder: string
let standIn: StandIn | undefined

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stand-in-options-'))
})
afterEach(async () => {
  await standIn?.close()
  standIn = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: StandInOptions): Promise<StandIn> {
  await standIn?.close()
  standIn = await startStandIn({ stateFile: path.join(folder, 'state'), ...options })
  return standIn
}

function portalSession({ ctx }: StandIn) {
  const customer = ctx.call('POST', '/v1/customers')
  return ctx.call('POST', '/v1/billing_portal/sessions', { customer: customer.id })
}

describe('the default portal', () => {
  const configurations = ({ ctx }: StandIn) => ctx.store.all('billing_portal.configuration')

  it('does not exist unless requested, as in Stripe', async () => {
    const without = await start({})
    expect(() => portalSession(without)).toThrow(/No configuration provided/)
  })

  it('is created once and used by sessions that do not specify a configuration', async () => {
    await start({ defaultPortal: true })
    const again = await start({ defaultPortal: true })
    expect(configurations(again)).toHaveLength(1)
    expect(portalSession(again).configuration).toBe(configurations(again)[0]?.id)
  })

  it('still exists after a reset', async () => {
    const one = await start({ defaultPortal: true })
    await fetch(`${one.url}/_control/reset`, { method: 'POST', headers: { 'content-type': 'application/json' } })
    expect(portalSession(one).configuration).toBe(configurations(one)[0]?.id)
  })
})

describe('the business name', () => {
  it('appears on pages, invoices, and charges', async () => {
    const one = await start({ businessName: 'Ada’s "Shop"', defaultPortal: true })
    const { ctx } = one
    const customer = ctx.call('POST', '/v1/customers', { email: 'ada@example.com' })
    const card = ctx.call('POST', '/v1/payment_methods/pm_card_visa/attach', { customer: customer.id })
    const recurring = { interval: 'month' }
    const price = { currency: 'usd', unit_amount: 1900, recurring, product_data: { name: 'Pro' } }
    ctx.call('POST', '/v1/subscriptions', {
      customer: customer.id,
      items: [{ price: ctx.call('POST', '/v1/prices', price).id }],
      default_payment_method: card.id,
    })
    const page = await (await fetch(portalSession(one).url)).text()
    expect(page).toContain('Ada’s &quot;Shop&quot;')
    expect(ctx.store.all('invoice')[0]?.account_name).toBe('Ada’s "Shop"')
    expect(ctx.store.all('charge')[0]?.calculated_statement_descriptor).toBe('ADA’S SHOP')
  })
})

describe('the webhook URL', () => {
  it('reuses an endpoint that was created through the API', async () => {
    const url = 'http://127.0.0.1:9/webhook'
    const { ctx } = await start({})
    const { id } = ctx.call('POST', '/v1/webhook_endpoints', { url, enabled_events: ['charge.succeeded'] })
    const again = await start({ webhookUrl: url })
    expect(again.ctx.store.all('webhook_endpoint')).toMatchObject([
      { id, url, enabled_events: ['*'], _secret: again.webhookSecret },
    ])
  })
})
