import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { type StandIn, startServer } from '../stripe/server'
import type { Stored } from '../stripe/store'
import { Database } from './database'
import { type MutationName, mutations, mutationWeights, subscribe } from './mutations'
import { linkOf, visit } from './portal-visit'
import { bundleProcess, Fleet, startProxy } from './processes'
import { bundleProduct, type Product } from './product'
import { Random } from './random'
import { teamTruth } from './truth'

// Real processes on one PostgreSQL behind a proxy, with the stand-in's own deliveries, and SIGKILL in the middle of it.
// The order of things is the machine's here; the simulation has the interleavings.

const script = path.resolve('.portico', 'simulation', 'app-process.mjs')
const flows = ['subscription_cancel', 'payment_method_update', 'subscription_update', 'customer_update']

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
    standIn = await startServer({ webhookUrl: `${proxy.url}/api/stripe/webhook` })
    const postgres = inject('postgres')
    const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
    database = new Database(await ensureDatabase(server, `processes_${count}`))
    await database.prepare()
    const env = {
      DATABASE_URL: database.url,
      APP_URL: 'http://localhost:3000',
      AUTH_SECRET: 'a secret for tests that is long enough',
      STRIPE_SECRET_KEY: 'sk_test_local_portico',
      STRIPE_WEBHOOK_SECRET: 'whsec_local_portico',
      STRIPE_API_BASE: standIn.url,
      SMTP_URL: 'smtp://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    }
    product = make({ env, packages: { 'server-only': {} }, Date, setTimeout, clearTimeout })
    await product.applyCatalogue({ dryRun: false })
    fleet = new Fleet(script, env)
    await fleet.start(count)
  }, 120_000)

  afterAll(async () => {
    await fleet?.stop()
    await standIn.close()
    await proxy.close()
    await product.db().$disconnect()
    await database.pool.end()
  })

  /** A bank as the mutations know it, over the stand-in's own context. */
  const bank = () => {
    const { ctx } = standIn
    const attempt = (method: 'GET' | 'POST' | 'DELETE', to: string, params = {}) => {
      try {
        return ctx.call<Stored>(method, to, params)
      } catch {
        return null
      }
    }
    const subscriptions = (customer: string) => ctx.store.all('subscription').filter((one) => one.customer === customer)
    const post = async (to: string, form: Record<string, string>) => {
      const body = new URLSearchParams(form)
      const answer = await fetch(`${standIn.url}${to}`, { method: 'POST', body, redirect: 'manual' })
      return answer.headers.get('location')
    }
    // biome-ignore lint/suspicious/noExplicitAny: only what mutations and visits use of a bank.
    return { ctx, attempt, call: attempt, subscriptions, post } as any
  }

  const prices = async () =>
    Object.fromEntries(
      (
        await database.rows<{ key: string; stripeId: string }>(
          `SELECT "key", "stripeId" FROM "CatalogEntry" WHERE "kind" = 'price'`,
        )
      ).map(({ key, stripeId }) => [key, stripeId]),
    )

  const ask = async (to: string) => {
    const answer = await fetch(`${proxy.url}${to}`).catch(() => null)
    return answer?.ok ? ((await answer.json()) as Record<string, string>) : null
  }

  async function addTeam(index: number) {
    const [id, userId] = [`team_${index}`, `user_${index}`]
    await database.addOwner(id, userId)
    const viewer = {
      userId,
      teamId: id,
      role: 'OWNER',
      name: 'Ada',
      email: `${userId}@example.com`,
      teamName: id,
      locale: 'en',
    }
    const customer = await product.ensureCustomer(viewer)
    return { id, userId, customer: customer.stripeCustomerId as string }
  }

  type Team = Awaited<ReturnType<typeof addTeam>>

  /** Through the portal and back; the page that comes then must know what was done. */
  async function portal(team: Team, random: Random): Promise<void> {
    const type = random.pick(flows)
    const asked = await ask(`/flow?user=${team.userId}&flow=${type}`)
    if (!asked?.url) return
    const link = linkOf(bank(), 0, type, asked.url)
    await visit(bank(), link, Object.values(await prices()), random)
    const before = new Set(
      bank()
        .subscriptions(team.customer)
        .map((one: Stored) => `${one.id} ${one.cancel_at}`),
    )
    const back = await ask(`/return?user=${team.userId}&path=${link.back}&flow=${link.flowId}`)
    const [flow] = await database.rows<{ outcome: string }>('SELECT "outcome" FROM "PortalFlow" WHERE "id" = $1', [
      link.flowId,
    ])
    if (!back || !flow || flow.outcome === 'pending' || type !== 'subscription_cancel') return
    const rows = await database.rows<{ id: string; at: Date | null }>(
      'SELECT "stripeSubscriptionId" AS id, "cancelAt" AS at FROM "Subscription" WHERE "absentSince" IS NULL',
    )
    const stored = rows.map(({ id, at }) => `${id} ${at ? at.getTime() / 1000 : null}`)
    for (const one of before) expect(stored).toContain(one)
  }

  /** A killed worker's lease would run out in a minute. */
  async function letLeasesRunOut(): Promise<void> {
    await database.rows(`UPDATE "BillingCustomer" SET "leaseUntil" = NULL, "nextAttemptAt" = NULL`)
    await database.rows(`UPDATE "OutboxMessage" SET "nextAttemptAt" = 'epoch' WHERE "sentAt" IS NULL`)
  }

  async function rest(): Promise<void> {
    const open = `SELECT 1 FROM "BillingCustomer" WHERE "dirtySeq" > "syncedSeq" UNION ALL
      SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL AND "kind" LIKE 'billing.%'`
    // However long it takes: the test's own time is the limit.
    for (;;) {
      // What a killed process did not answer is not waited for.
      standIn.deliveries.retryNow()
      await standIn.deliveries.idle()
      const isDelivered = standIn.ctx.store.all('event').every((event) => event.pending_webhooks === 0)
      if (isDelivered && (await database.rows(open)).length === 0) return
      await letLeasesRunOut()
      await sleep(200)
    }
  }

  it('come to Stripe’s state, whichever of them is killed', async () => {
    const random = new Random(count)
    const teams: Team[] = []
    for (let index = 0; index < 3; index++) teams.push(await addTeam(index))
    const known = await prices()
    const subject = (team: Team) => ({ bank: bank(), customer: team.customer, prices: known, random })
    for (const team of teams) subscribe(subject(team))
    const { deleteCustomer: _, subscribeTwice: __, ...weights } = mutationWeights
    for (let step = 0; step < 15; step++) {
      const team = random.pick(teams)
      standIn.deliveries.setMode(random.chance(0.3) ? 'duplicate' : 'normal')
      const what = random.weighted<MutationName>(weights)
      mutations[what](subject(team))
      if (random.chance(0.3)) await portal(team, random)
      if (step % 8 === 5) await fleet?.kill(random.below(count))
    }
    await letLeasesRunOut()
    await rest()
    for (const team of teams) {
      const scene = { database, ctx: standIn.ctx, product, now: new Date() }
      expect((await teamTruth(scene, team.id)).map(({ message }) => message)).toEqual([])
    }
    const events = standIn.ctx.store.all('event').filter((event) => event.pending_webhooks === 0 && event._attempts)
    const kept = await database.rows<{ id: string }>('SELECT "eventId" AS id FROM "StripeEvent"')
    const ids = new Set(kept.map(({ id }) => id))
    expect(events.filter((event) => !ids.has(event.id))).toEqual([])
    expect(events.length).toBeGreaterThan(20)
  }, 180_000)
})
