import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { alter, closeWire, exchangesDuring, refuse, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { getHealth } from '@/lib/health'
import { getBilling } from '../access/billing-page'
import { applyCatalog } from '../catalog/apply-catalog'
import { checkBilling } from '../operations/doctor'
import { reconcile } from '../operations/reconcile'
import { drainBilling } from '../operations/worker'
import { listAlerts } from '../store/alerts'
import { markDirty } from '../store/mark-dirty'
import { ensureCustomer } from './ensure-customer'

const now = () => new Date()
const mine = standIn.ctx.call('GET', '/v1/account', {}).id
const account = /^\/v1\/account$/
const missing = { type: 'invalid_request_error', code: 'resource_missing', message: 'No such customer' }
const rowOf = (id: string) => db().billingCustomer.findUniqueOrThrow({ where: { id } })
const swaps = async () => (await listAlerts(new Date(0))).filter(({ kind }) => kind === 'other_account')
const found = async () => (await checkBilling()).find(({ message }) => message.startsWith('Account:'))

/** Simulates an API key from another account, which has none of our customers. */
function swapKey(): void {
  alter('GET', account, (body) => ({ ...body, id: 'acct_other' }), 99)
  refuse('GET', /^\/v1\/customers\/cus_/, 404, missing, 99)
}

beforeAll(openShop)
beforeEach(async () => {
  await db().billingAlert.deleteMany()
})
afterEach(resetWire)
afterAll(closeWire)

describe('a customer’s account', () => {
  it('is stored when the customer is linked, or on the next sync', async () => {
    const { customer } = await newSubscriber('pro')
    expect(await rowOf(customer.id)).toMatchObject({ accountId: mine, livemode: false })
    await db().billingCustomer.update({ where: { id: customer.id }, data: { accountId: null } })
    await markDirty(customer.id)
    await drainBilling(now())
    expect(await rowOf(customer.id)).toMatchObject({ accountId: mine })
  })

  it('is not requested while Stripe finds the customer', async () => {
    const { customer } = await newSubscriber('pro')
    await markDirty(customer.id)
    const requested = await exchangesDuring(() => drainBilling(now()))
    expect(requested.filter(({ path }) => account.test(path))).toEqual([])
  })
})

describe('an API key from another account', () => {
  it('keeps the stored plans and raises one alert until the key is fixed', async () => {
    const made = [await newSubscriber('pro'), await newSubscriber('business')]
    swapKey()
    const report = await reconcile(now())
    expect(report).toMatchObject({ drifted: [], failed: report.checked })
    expect((await getBilling(made[0]?.viewer as never)).plan).toBe('pro')
    expect((await getBilling(made[1]?.viewer as never)).plan).toBe('business')
    expect(await swaps()).toMatchObject([{ key: `acct_other for ${mine}`, message: expect.stringContaining(mine) }])
    expect((await db().subscription.findMany({ where: { absentSince: { not: null } } })).length).toBe(0)
    resetWire()
    expect(await reconcile(now())).toMatchObject({ failed: 0, drifted: [] })
  })

  it('is reported by the doctor and the health check until it is fixed', async () => {
    await newSubscriber('pro')
    expect(await found()).toEqual({ ok: true, message: `Account: ${mine}` })
    expect(await getHealth(now())).toMatchObject({ ok: true, billing: null })
    swapKey()
    expect(await found()).toMatchObject({ ok: false, message: expect.stringContaining('acct_other') })
    await reconcile(now())
    const health = await getHealth(now())
    expect(health).toMatchObject({ ok: false, billing: expect.stringContaining('a different Stripe account') })
    // The health check is public, so it must not show account ids.
    expect(JSON.stringify(health)).not.toContain('acct_')
    resetWire()
    await reconcile(now())
    expect(await getHealth(now())).toMatchObject({ ok: true, billing: null })
  })

  it('keeps the plan if only the mode differs', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await db().billingCustomer.update({ where: { id: customer.id }, data: { livemode: true } })
    refuse('GET', /^\/v1\/customers\/cus_/, 404, missing, 9)
    await markDirty(customer.id)
    await drainBilling(now())
    expect((await getBilling(viewer)).plan).toBe('pro')
    expect(await swaps()).toMatchObject([{ message: expect.stringContaining('live mode') }])
    await db().billingCustomer.update({ where: { id: customer.id }, data: { livemode: false } })
  })

  it('is not detected without permission, so the customer is treated as deleted', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    refuse('GET', /^\/v1\/customers\/cus_/, 404, missing, 9)
    refuse('GET', account, 403, { type: 'invalid_request_error', message: 'not permitted' }, 9)
    await markDirty(customer.id)
    await drainBilling(now())
    expect((await getBilling(viewer)).plan).toBe('free')
  })

  it('does not create a second customer for a team with a live-mode subscription', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await db().billingCustomer.update({ where: { id: customer.id }, data: { livemode: true } })
    swapKey()
    await expect(ensureCustomer(viewer)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await rowOf(customer.id)).toMatchObject({ stripeCustomerId: customer.stripeCustomerId })
  })

  it('is stored by `apply`', async () => {
    alter('GET', account, (body) => ({ ...body, id: 'acct_next' }), 99)
    const kinds = async (dryRun: boolean) => (await applyCatalog({ dryRun })).filter(({ kind }) => kind === 'account')
    expect(await kinds(true)).toEqual([{ kind: 'account', name: 'acct_next', action: 'update' }])
    await kinds(false)
    expect(await kinds(true)).toMatchObject([{ action: 'keep' }])
  })
})
