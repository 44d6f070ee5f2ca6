import path from 'node:path'
import type { StandIn } from 'stripe-stand-in'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { startStripe } from '../start/stripe'
import { stripeKeys } from '../start/stripe-keys'
import { Crowd } from './crowd'
import { Database } from './database'
import { bundleProcess, Fleet, forkScript, startProxy } from './processes'
import { bundleProduct, type Product } from './product'
import { Random } from './random'

// Runs real processes behind a proxy on one PostgreSQL server, with webhooks from the stand-in, and kills some of them
// with SIGKILL. dev/production does the same with the production build.

const script = path.resolve('.local', 'simulation', 'app-process.mjs')

let make: Awaited<ReturnType<typeof bundleProduct>>

beforeAll(async () => {
  await bundleProcess(script)
  make = await bundleProduct()
}, 60_000)

describe.each([2, 3])('%i processes', (count) => {
  let standIn: StandIn
  let database: Database
  let fleet: Fleet | undefined
  let product: Product
  let proxy: { url: string; close: () => Promise<void> }

  beforeAll(async () => {
    proxy = await startProxy(() => fleet?.ports ?? [])
    standIn = await startStripe({ webhookUrl: `${proxy.url}/api/stripe/webhook` })
    const postgres = inject('postgres')
    const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
    database = new Database(await ensureDatabase(server, `processes_${count}`))
    await database.prepare()
    const env = {
      DATABASE_URL: database.url,
      APP_URL: 'http://localhost:3000',
      AUTH_SECRET: 'a secret for tests that is long enough',
      STRIPE_SECRET_KEY: stripeKeys.secretKey,
      STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
      STRIPE_API_BASE: standIn.url,
      SMTP_URL: 'smtp://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    }
    product = make({ env, packages: { 'server-only': {} }, Date, setTimeout, clearTimeout })
    await product.applyCatalog({ dryRun: false })
    fleet = new Fleet(() => forkScript(script, env))
    await fleet.start(count)
  }, 120_000)

  afterAll(async () => {
    await fleet?.stop()
    await standIn.close()
    await proxy.close()
    await product.db().$disconnect()
    await database.pool.end()
  })

  const request = async (to: string) => {
    const response = await fetch(`${proxy.url}${to}`).catch(() => null)
    return response?.ok ? ((await response.json()) as Record<string, string>) : null
  }

  it('match the state in Stripe after some of them are killed', async () => {
    const random = new Random(count)
    const requests = {
      startFlow: async ({ userId }: { userId: string }, flow: string) =>
        (await request(`/flow?user=${userId}&flow=${flow}`))?.url ?? null,
      returnFromPortal: async ({ userId }: { userId: string }, { back, flowId }: { back: string; flowId: string }) =>
        (await request(`/return?user=${userId}&path=${back}&flow=${flowId}`)) !== null,
    }
    const crowd = new Crowd(standIn, database, product, requests, random)
    for (let index = 0; index < 3; index++) await crowd.join()
    for (let step = 0; step < 15; step++) {
      await crowd.live()
      if (step % 8 === 5) await fleet?.kill(random.below(count))
    }
    await crowd.rest()
    expect(await crowd.mismatches()).toEqual([])
    expect(standIn.ctx.store.all('event').length).toBeGreaterThan(20)
  }, 180_000)
})
