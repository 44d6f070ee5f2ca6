import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fallBehind, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { effectivePlan } from '../access/entitlements'
import { getCatalog } from '../catalog/catalog'
import { reconcile } from '../operations/reconcile'
import { drainBilling } from '../operations/worker'
import { readCustomer } from '../store/stored-customer'
import { stripe } from '../stripe/client'
import { syncNow } from './sync-now'

const now = () => new Date()
const later = (days: number) => new Date(Date.now() + days * 86_400_000)

beforeAll(openShop)
afterAll(() => standIn.close())

// The grace period is the only thing that ends by our own clock. Stripe sends no event for it.

describe('the end of the grace period', () => {
  it('falls back to the plan of a smaller subscription that is paid', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business')
    await fallBehind(customer.stripeCustomerId, subscriptionId)
    const card = await stripe().paymentMethods.attach('pm_card_visa', { customer: customer.stripeCustomerId })
    const items = [{ price: (await getCatalog()).priceId('pro', 'year') }]
    const fields = { items, default_payment_method: card.id }
    await stripe().subscriptions.create({ customer: customer.stripeCustomerId, ...fields })
    await syncNow(customer.id, now())
    const planAt = async (at: Date) => effectivePlan(await readCustomer(viewer.teamId), at)
    expect(await planAt(now())).toBe('business')
    await drainBilling(later(8))
    expect(await planAt(later(8))).toBe('pro')
  })

  it('is not reported as drift', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await fallBehind(customer.stripeCustomerId, subscriptionId)
    await syncNow(customer.id, now())
    expect(effectivePlan(await readCustomer(viewer.teamId), now())).toBe('pro')
    expect(await reconcile(later(8))).toMatchObject({ drifted: [], failed: 0 })
    expect(await readCustomer(viewer.teamId)).toMatchObject({ entitlement: { plan: 'free', graceUntil: null } })
  })
})
