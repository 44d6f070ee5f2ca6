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

// Two and then three processes of the production build on one PostgreSQL behind a proxy: webhooks and returns come in by
// Next's own routes, the work behind them is done by its own loop, and one process after the other is killed.

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
  // This process only hands out portal links, and compares at the end.
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

it('come to Stripe’s state, two and three of them, whichever is killed', async () => {
  const random = new Random(7)
  let returned = 0
  const startFlow = async ({ id, userId }: { id: string; userId: string }, flow: string) =>
    product.startPortalFlow(viewerOf(id, userId), product.flowSchema.parse({ flow })).catch((error: Error) => {
      // A subscription in some states has no such flow; anything else is a fault.
      if (error.name !== 'AppError') throw error
      return null
    })
  const returnFromPortal = async (
    { userId }: { userId: string },
    { back, flowId }: { back: string; flowId: string },
  ) => {
    const headers = { cookie: await sessionCookie(userId) }
    const to = `${proxy.url}${back}?flow=${flowId}`
    // A process that is killed meanwhile answers nothing.
    const answer = await fetch(to, { headers, redirect: 'manual' }).catch(() => null)
    if (answer && answer.status < 500) expect(answer.headers.get('location')).toMatch(/\/account\/billing\?flow=/)
    if (answer?.status === 303) returned++
    return answer?.status === 303
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
