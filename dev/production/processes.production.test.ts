import type { StandIn } from 'stripe-stand-in'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { Crowd, viewerOf } from '../simulation/crowd'
import { Database } from '../simulation/database'
import { Fleet, startProxy } from '../simulation/processes'
import { bundleProduct, type Product } from '../simulation/product'
import { Random } from '../simulation/random'
import { startStripe } from '../start/stripe'
import { appEnv, bootApp, sessionCookie } from './app'

// Runs two and then three production processes on one PostgreSQL database behind a proxy, and kills them in turn. Webhooks
// and portal returns use Next's routes. Background work uses the app's own loop.

let standIn: StandIn
let database: Database
let product: Product
let fleet: Fleet
let proxy: { url: string; close: () => Promise<void> }

beforeAll(async () => {
  proxy = await startProxy(() => fleet?.ports ?? [])
  standIn = await startStripe({ webhookUrl: `${proxy.url}/api/stripe/webhook` })
  const postgres = inject('postgres')
  const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
  database = new Database(await ensureDatabase(server, 'production'))
  await database.prepare()
  const env = appEnv(database.url, standIn.url)
  // This process only creates portal links and compares the final state.
  product = (await bundleProduct())({ env, packages: { 'server-only': {} }, Date, setTimeout, clearTimeout })
  await product.applyCatalog({ dryRun: false })
  fleet = new Fleet(() => bootApp(env))
  await fleet.start(2)
}, 240_000)

afterAll(async () => {
  await fleet?.stop()
  await standIn.close()
  await proxy.close()
  await product.db().$disconnect()
  await database.pool.end()
})

it('two and three processes reach Stripe’s state when any of them is killed', async () => {
  const random = new Random(7)
  let returned = 0
  const startFlow = async ({ id, userId }: { id: string; userId: string }, flow: string) =>
    product.startPortalFlow(viewerOf(id, userId), product.flowSchema.parse({ flow })).catch((error: Error) => {
      // Some subscription statuses do not allow this flow. Any other error is a failure.
      if (error.name !== 'AppError') throw error
      return null
    })
  const returnFromPortal = async (
    { userId }: { userId: string },
    { back, flowId }: { back: string; flowId: string },
  ) => {
    const headers = { cookie: await sessionCookie(database.pool, userId) }
    const to = `${proxy.url}${back}?flow=${flowId}`
    // A killed process returns no response.
    const response = await fetch(to, { headers, redirect: 'manual' }).catch(() => null)
    if (response && response.status < 500) expect(response.headers.get('location')).toMatch(/\/account\/billing\?flow=/)
    if (response?.status === 303) returned++
    return response?.status === 303
  }
  const crowd = new Crowd(standIn, database, product, { startFlow, returnFromPortal }, random)
  for (let index = 0; index < 3; index++) await crowd.join()
  for (let step = 0; step < 24; step++) {
    await crowd.live()
    if (step === 5) await fleet.kill(0)
    if (step === 11) await fleet.start(3)
    if (step === 17) await fleet.kill(random.below(3))
  }
  await crowd.rest()
  expect(await crowd.mismatches()).toEqual([])
  expect(returned).toBeGreaterThan(0)
  expect(standIn.ctx.store.all('event').length).toBeGreaterThan(30)
}, 240_000)
