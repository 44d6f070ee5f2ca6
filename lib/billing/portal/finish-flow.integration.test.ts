import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOwner, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { finishCheckout } from '../checkout/finish-checkout'
import { startCheckout } from '../checkout/start-checkout'
import { flowSchema } from '../model/form-schemas'
import { stripe } from '../stripe/client'
import { finishPortalFlow } from './finish-flow'
import { getFlowNotice } from './flow-notice'
import { startPortalFlow } from './start-flow'

beforeAll(openShop)
afterAll(() => standIn.close())

const now = () => new Date()

async function begin(viewer: Viewer, flow: string, returnTo: string): Promise<string> {
  await startPortalFlow(viewer, flowSchema.parse({ flow, returnTo }))
  const { id } = await db().portalFlow.findFirstOrThrow({ where: { teamId: viewer.teamId } })
  return id
}

describe('returning from the portal', () => {
  it('leads to the page where the flow started if nothing changed', async () => {
    const { viewer } = await newSubscriber('pro')
    const id = await begin(viewer, 'subscription_cancel', '/reports/weekly')
    expect(await finishPortalFlow(viewer, '/account/portal_returned', id, now())).toBe('/reports/weekly')
  })

  it('never leads to another site', async () => {
    const { viewer } = await newSubscriber('pro')
    const id = await begin(viewer, 'subscription_cancel', '/.//evil.example')
    expect(await finishPortalFlow(viewer, '/account/portal_returned', id, now())).toBe(`/account/billing?flow=${id}`)
  })

  it('leads to the billing page after a change', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    const id = await begin(viewer, 'subscription_cancel', '/dashboard')
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    const back = () => finishPortalFlow(viewer, '/account/portal_returned', id, now())
    expect(await back()).toBe(`/account/billing?flow=${id}`)
    expect(await back()).toBe(`/account/billing?flow=${id}`)
  })
})

describe('returning from Checkout', () => {
  it('leads to the page where it started if nothing was bought', async () => {
    const viewer = await newOwner()
    await startCheckout(viewer, { plan: 'pro', interval: 'month', returnTo: '/reports/weekly' }, now())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const { cancel_url } = await stripe().checkout.sessions.retrieve(sessionId ?? '')
    expect(cancel_url).toBe('http://localhost:3000/reports/weekly')
  })

  it('shows that checkout was not completed', async () => {
    const viewer = await newOwner()
    await startCheckout(viewer, { plan: 'pro', interval: 'month' }, now())
    const first = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    expect(await finishCheckout(viewer, first.sessionId, now())).toBe(`/account/billing?flow=checkout-${first.id}`)
    expect(await getFlowNotice(viewer, `checkout-${first.id}`)).toMatchObject({
      message: expect.stringContaining('wasn’t completed'),
    })
  })
})

it('treats malformed ids as unknown', async () => {
  const { viewer } = await newSubscriber('pro')
  for (const flow of ['nul\0', 'checkout-nul\0', '../../up']) {
    expect(await getFlowNotice(viewer, flow)).toMatchObject({ message: expect.stringContaining('doesn’t match') })
  }
  expect(await finishCheckout(viewer, 'nul\0', now())).toBe('/account/billing?flow=none')
})
