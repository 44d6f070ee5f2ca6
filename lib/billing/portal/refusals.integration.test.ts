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

// What comes of a stored state that is behind Stripe's is in sync/perform-action.integration.test.ts.

describe('a refusal that the founder has to fix', () => {
  const configurations = () => standIn.ctx.store.all('billing_portal.configuration')
  const disable = async (feature: object) => {
    const [configuration] = configurations()
    await stripe().billingPortal.configurations.update(configuration?.id ?? '', { features: feature })
  }
  const sentence = async (viewer: Viewer, fields: object) => {
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
  ])('a disabled %s', async (_name, feature, fields, message) => {
    const { viewer } = await newSubscriber('pro')
    await disable(feature)
    expect(await sentence(viewer, fields)).toMatchObject({ code: 'conflict', message: expect.stringMatching(message) })
    await openShop()
    expect(await sentence(viewer, fields)).toBeNull()
  })

  it('a price that the configuration does not list', async () => {
    const { viewer } = await newSubscriber('pro')
    const [{ product, prices }] = configurations()[0]?.features.subscription_update.products ?? []
    await disable({ subscription_update: { enabled: true, products: [{ product, prices }] } })
    const fields = { flow: 'subscription_update_confirm', plan: 'business', interval: 'month' }
    expect(await sentence(viewer, fields)).toMatchObject({ message: expect.stringMatching(/isn’t available/) })
    await openShop()
  })

  it('a configuration that is missing', async () => {
    const { viewer } = await newSubscriber('pro')
    await db().catalogEntry.deleteMany({ where: { kind: 'portal_configuration' } })
    expect(await sentence(viewer, { flow: 'portal_home' })).toMatchObject({
      message: expect.stringMatching(/isn’t set up yet/),
    })
    await openShop()
  })
})
