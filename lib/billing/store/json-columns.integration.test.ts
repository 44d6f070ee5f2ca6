import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSubscriber, openShop, standIn, statementsDuring } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { getBilling } from '../access/billing-page'
import { can } from '../access/entitlements'
import { getSubscription } from '../access/team-subscription'
import { flowSchema } from '../model/form-schemas'
import { drainBilling } from '../operations/worker'
import { finishPortalFlow } from '../portal/finish-flow'
import { startPortalFlow } from '../portal/start-flow'
import { listAlerts } from './alerts'
import { readCustomer, subscriptionColumns } from './stored-customer'

beforeAll(openShop)
afterAll(() => standIn.close())

const alerts = async (teamId: string) =>
  (await listAlerts(new Date(0))).filter((alert) => alert.teamId === teamId && alert.kind === 'unreadable_column')

const invalid: Prisma.InputJsonValue = { unexpected: ['format'] }

describe('a stored column that cannot be parsed', () => {
  it.each(subscriptionColumns)('keeps the plan, raises one alert, and syncs again (%s)', async (column) => {
    const { viewer, subscriptionId: stripeSubscriptionId } = await newSubscriber('pro')
    const where = { stripeSubscriptionId }
    const before = await db().subscription.findUniqueOrThrow({ where })
    await db().subscription.update({ where, data: { [column]: invalid } })
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active' })
    expect(await can(viewer, 'apiAccess')).toBe(true)
    expect(await getSubscription(viewer)).toMatchObject({ plan: 'pro', isSubscribed: true })
    expect(await alerts(viewer.teamId)).toMatchObject([{ message: expect.stringContaining(column) }])
    await drainBilling(new Date())
    expect(await db().subscription.findUniqueOrThrow({ where })).toEqual(before)
  })

  it.each(['paymentMethod', 'billingDetails', 'disputes'] as const)(
    'is not shown on the page until the next sync (%s)',
    async (column) => {
      const { viewer, customer } = await newSubscriber('pro')
      await db().billingCustomer.update({ where: { id: customer.id }, data: { [column]: invalid } })
      expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active' })
      expect((await readCustomer(viewer.teamId))?.[column] ?? null).toEqual(column === 'disputes' ? [] : null)
      expect(await alerts(viewer.teamId)).toHaveLength(1)
      await drainBilling(new Date())
      expect(await getBilling(viewer)).toMatchObject({ card: { last4: '4242' }, isConfirming: false })
    },
  )

  it('leaves a portal flow without an outcome', async () => {
    const { viewer } = await newSubscriber('pro')
    await startPortalFlow(viewer, flowSchema.parse({ flow: 'payment_method_update' }))
    const { id } = await db().portalFlow.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    await db().portalFlow.update({ where: { id }, data: { baseline: invalid } })
    const page = await finishPortalFlow(viewer, '/account/payment_method_updated', id, new Date())
    expect(page).toBe(`/account/billing?flow=${id}`)
    expect(await db().portalFlow.findUniqueOrThrow({ where: { id } })).toMatchObject({ outcome: null, detail: null })
    expect(await alerts(viewer.teamId)).toMatchObject([{ key: id, message: expect.stringContaining('baseline') }])
  })
})

describe('a column written by an older version', () => {
  it('can lack new fields and contain removed ones', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const card = { id: 'pm_1', brand: 'visa', last4: '1881', expMonth: 1, expYear: 2030 }
    const details = { name: 'Ada', email: 'ada@example.com', phone: null, address: null, taxIds: [] }
    const data = { paymentMethod: card, billingDetails: details, disputes: Prisma.DbNull }
    await db().billingCustomer.update({ where: { id: customer.id }, data })
    const { paymentMethod, billingDetails, disputes } = (await readCustomer(viewer.teamId)) ?? {}
    expect(paymentMethod).toEqual({ ...card, fingerprint: null })
    expect(billingDetails).toEqual({ name: 'Ada', email: 'ada@example.com', phone: null, address: null })
    expect(disputes).toEqual([])
    expect(await alerts(viewer.teamId)).toEqual([])
  })
})

it('reads everything with one statement', async () => {
  const { viewer } = await newSubscriber('pro')
  expect(await statementsDuring(() => getSubscription(viewer))).toHaveLength(1)
})
