import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { flowSchema } from '../model/form-schemas'
import { stripe } from '../stripe/client'
import { startPortalFlow } from './start-flow'

const start = (viewer: Viewer, fields: object) => startPortalFlow(viewer, flowSchema.parse(fields))

beforeAll(openShop)
afterAll(() => standIn.close())

// sync/perform-action.integration.test.ts tests an outdated stored state.

describe('a portal configuration error', () => {
  const configurations = () => standIn.ctx.store.all('billing_portal.configuration')
  const disable = async (feature: object) => {
    const [configuration] = configurations()
    await stripe().billingPortal.configurations.update(configuration?.id ?? '', { features: feature })
  }
  const errorOf = async (viewer: Viewer, fields: object) => {
    const refused = await start(viewer, fields).then(
      () => null,
      (error) => error,
    )
    return refused && { code: refused.code, message: refused.userMessage }
  }

  it.each([
    ['subscription_update', { subscription_update: { enabled: false } }, { flow: 'subscription_update' }, /Contact us/],
    ['subscription_cancel', { subscription_cancel: { enabled: false } }, { flow: 'subscription_cancel' }, /Contact us/],
    ['subscription_pause', { subscription_pause: { enabled: false } }, { flow: 'subscription_pause' }, /Contact us/],
  ])('explains that %s is disabled', async (_name, feature, fields, message) => {
    const { viewer } = await newSubscriber('pro')
    await disable(feature)
    expect(await errorOf(viewer, fields)).toMatchObject({ code: 'conflict', message: expect.stringMatching(message) })
    await openShop()
    expect(await errorOf(viewer, fields)).toBeNull()
  })

  it('explains that a price is not in the configuration', async () => {
    const { viewer } = await newSubscriber('pro')
    const [{ product, prices }] = configurations()[0]?.features.subscription_update.products ?? []
    await disable({ subscription_update: { enabled: true, products: [{ product, prices }] } })
    const fields = { flow: 'subscription_update_confirm', plan: 'business', interval: 'month' }
    expect(await errorOf(viewer, fields)).toMatchObject({ message: expect.stringMatching(/isn’t available/) })
    await openShop()
  })

  it('explains that the configuration is missing', async () => {
    const { viewer } = await newSubscriber('pro')
    await db().catalogEntry.deleteMany({ where: { kind: 'portal_configuration' } })
    expect(await errorOf(viewer, { flow: 'portal_home' })).toMatchObject({
      message: expect.stringMatching(/isn’t set up yet/),
    })
    await openShop()
  })
})
