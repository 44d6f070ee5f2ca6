import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSubscriber, openShop, standIn, statementsDuring } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from './billing-page'
import { can } from './entitlements'
import { getSubscription } from './team-subscription'

beforeAll(openShop)
afterAll(() => standIn.close())

const as = (viewer: Viewer, role: Viewer['role']) => ({ ...viewer, role }) as Viewer

async function subscriberWithDetails() {
  const subscriber = await newSubscriber('pro')
  const billingDetails = {
    name: 'Payer Name',
    email: 'payer@example.com',
    phone: null,
    address: { line1: '1 Main St' },
  }
  await db().billingCustomer.update({ where: { id: subscriber.customer.id }, data: { billingDetails } })
  return subscriber.viewer
}

describe('the payer', () => {
  it.each(['OWNER', 'ADMIN'] as const)('is shown to an %s', async (role) => {
    const viewer = as(await subscriberWithDetails(), role)
    expect(await getBilling(viewer)).toMatchObject({
      card: { last4: '4242' },
      billingEmail: 'payer@example.com',
      billingName: 'Payer Name',
    })
  })

  it('is neither shown to nor read for a MEMBER, who still sees the plan', async () => {
    const owner = await subscriberWithDetails()
    const member = as(owner, 'MEMBER')
    const overview = await getBilling(member)
    expect(overview).toEqual({
      ...(await getBilling(owner)),
      card: null,
      billingEmail: null,
      billingName: null,
      offered: [],
    })
    expect(overview).toMatchObject({ plan: 'pro', state: 'active' })
    for (const read of [getBilling, getSubscription, (viewer: Viewer) => can(viewer, 'csvExport')]) {
      const statements = (await statementsDuring(() => read(member))).join()
      expect(statements).toContain('"Subscription"')
      expect(statements).not.toMatch(/billingDetails|aymentMethod/)
    }
  })
})
