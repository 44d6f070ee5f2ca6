import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { GET as drain } from '@/app/api/cron/drain/route'
import { GET as reconcile } from '@/app/api/cron/reconcile/route'
import { GET as health } from '@/app/api/health/route'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { getBilling } from '@/lib/billing'
import { markDirty } from '@/lib/billing/store'
import { stripe } from '@/lib/billing/stripe'
import { db } from '@/lib/db'
import * as environment from '@/lib/env'
import { timedJobs } from './jobs'
import { startSchedules } from './start-schedules'

const plain = environment.env()
const secret = 'a secret for the scheduler'
const withSecret = (CRON_SECRET: string | undefined) =>
  vi.spyOn(environment, 'env').mockReturnValue({ ...plain, CRON_SECRET })
const ask = (authorization?: string) =>
  new Request('http://localhost/api/cron/drain', { headers: authorization ? { authorization } : {} })

beforeAll(openShop)
afterAll(() => standIn.close())

describe.each([
  ['drain', drain],
  ['reconcile', reconcile],
])('/api/cron/%s', (_name, route) => {
  it('returns 404 if no secret is set and 401 for a wrong secret', async () => {
    withSecret(undefined)
    expect((await route(ask(`Bearer ${secret}`))).status).toBe(404)
    withSecret(secret)
    for (const wrong of [undefined, '', 'Bearer', 'Bearer ', `Bearer ${secret}x`, secret]) {
      expect((await route(ask(wrong))).status).toBe(401)
    }
  })
})

describe('the platform’s scheduler', () => {
  it('syncs marked customers', async () => {
    withSecret(secret)
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await markDirty(customer.id)
    expect((await drain(ask(`Bearer ${secret}`))).status).toBe(200)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
  })

  it('reconciles once a day, no matter how often it calls', async () => {
    withSecret(secret)
    await reconcile(ask(`Bearer ${secret}`))
    await reconcile(ask(`Bearer ${secret}`))
    expect(await db().reconcileRun.count({ where: { kind: 'nightly' } })).toBe(1)
  })
})

describe('the schedules', () => {
  it('are stored once by pg-boss in the same database, even when two processes start at once', async () => {
    const ends = await Promise.all([startSchedules(), startSchedules()])
    const rows = await db().$queryRaw<
      { name: string; cron: string }[]
    >`SELECT name, cron FROM pgboss.schedule ORDER BY name`
    const wanted = Object.entries(timedJobs).map(([name, { cron }]) => ({ name: `timed.${name}`, cron }))
    expect(rows.map(({ name, cron }) => ({ name, cron }))).toEqual(wanted.sort((a, b) => (a.name < b.name ? -1 : 1)))
    await Promise.all(ends.map((end) => end()))
  })
})

describe('/api/health', () => {
  it('returns 200 if the database responds, migrations have finished, and no customer is waiting', async () => {
    withSecret(secret)
    const answer = await health(ask(`Bearer ${secret}`))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      ok: true,
      database: 'up',
      migrations: expect.any(Number),
      version: expect.any(String),
    })
  })

  it('returns 503 if a customer has waited longer than ten minutes or the database is down', async () => {
    withSecret(secret)
    await db().$executeRaw`UPDATE "BillingSync" SET "dirtySince" = now() - interval '11 minutes'`
    const late = await health(ask(`Bearer ${secret}`))
    expect(late.status).toBe(503)
    expect((await late.json()).oldestDirtySeconds).toBeGreaterThan(600)
    expect(await (await health(ask())).json()).toEqual({ ok: false })
    await db().$executeRaw`UPDATE "BillingSync" SET "dirtySince" = NULL`
    const broken = vi.spyOn(db(), '$queryRaw').mockRejectedValueOnce(new Error('the database is down'))
    const answer = await health(ask(`Bearer ${secret}`))
    broken.mockRestore()
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ ok: false, database: 'down' })
  })

  it.each([
    ['no secret is sent', secret, undefined],
    ['the secret is wrong', secret, 'Bearer another'],
    ['none is configured', undefined, 'Bearer undefined'],
  ])('reports only whether the app is healthy if %s', async (_name, configured, authorization) => {
    withSecret(configured)
    const answer = await health(ask(authorization))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ ok: true })
  })
})
