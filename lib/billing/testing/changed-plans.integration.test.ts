import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { deploy, type PlanEntries } from '@/dev/testing/deployment'
import { newSubscriber, standIn } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { product as brand } from '@/lib/product'
import { lookupKeyOf, plans, productIdOf } from '../plans'
import { stripe } from '../stripe'

// Plans change while customers pay for earlier versions. Customers must not lose a plan.

type Deployment = Awaited<ReturnType<typeof deploy>>

const now = () => new Date()
const { free, pro, business } = plans
const sold: PlanEntries = { free, pro, business }
const withoutBusiness: PlanEntries = { free, pro }
const renamed: PlanEntries = { free, pro, scale: { ...business, name: 'Scale', formerKeys: ['business'] } }
const retired: PlanEntries = { free, pro, business: { ...business, isRetired: true } }

const portalSessionAt = (url: string) => standIn.ctx.store.all('billing_portal.session').find((one) => one.url === url)
const problemsOf = async (product: Deployment) =>
  (await product.checkBilling()).filter(({ ok }) => !ok).map(({ message }) => message)

/** The plan and limits that a deployment gives a team. */
async function accessOf(product: Deployment, viewer: Viewer) {
  const { plan, planName, seats } = await product.getBilling(viewer)
  const auditLog = await product.can(viewer, 'auditLog')
  const projectsMax = await product.limitOf(viewer, 'projectsMax')
  return { plan, planName, seats, auditLog, projectsMax }
}

const onPro = { plan: 'pro', planName: 'Pro', seats: null, auditLog: false, projectsMax: 50 }
const onBusiness = { plan: 'business', planName: 'Business', seats: 3, auditLog: true, projectsMax: null }

async function changeSeats(product: Deployment, viewer: Viewer, seats: string) {
  const request = product.flowSchema.parse({ flow: 'subscription_update_confirm', seats })
  return portalSessionAt(await product.startPortalFlow(viewer, request))?.flow.subscription_update_confirm.items[0]
}

beforeEach(async () => {
  standIn.ctx.store.clear()
  await db().$executeRaw`TRUNCATE "BillingAlert", "CatalogEntry", "BillingCustomer" CASCADE`
  await (await deploy(sold)).applyCatalog({ dryRun: false })
})
afterAll(() => standIn.close())

describe('a new id prefix', () => {
  it('keeps every customer on their plan, before and after `apply`', async () => {
    const [small, large] = [await newSubscriber('pro'), await newSubscriber('business', { seats: 3 })]
    const product = await deploy(sold, 'acme')
    for (const step of [() => {}, () => product.applyCatalog({ dryRun: false }), () => product.reconcile(now())]) {
      await step()
      expect(await accessOf(product, small.viewer)).toEqual(onPro)
      expect(await accessOf(product, large.viewer)).toEqual(onBusiness)
    }
    expect(await problemsOf(product)).toEqual([])
    expect(await product.listAlerts(new Date(0))).toEqual([])
  })

  it('sells the new products, and lets existing customers change seats and plans', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(sold, 'acme')
    await product.applyCatalog({ dryRun: false })
    expect(await changeSeats(product, viewer, '4')).toMatchObject({ quantity: 4 })
    const request = product.flowSchema.parse({ flow: 'subscription_update_confirm', plan: 'pro', interval: 'month' })
    const session = portalSessionAt(await product.startPortalFlow(viewer, request))
    const { price } = session?.flow.subscription_update_confirm.items[0] ?? {}
    expect((await stripe().prices.retrieve(price)).product).toBe('acme_pro')
  })

  it('is reported by `doctor` if an older version lost the ids, and can be reverted', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(sold, 'acme')
    await product.applyCatalog({ dryRun: false })
    await db().catalogEntry.deleteMany({ where: { isCurrent: false } })
    await product.reconcile(now())
    expect(await problemsOf(product)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Plans: 1 live subscription is for a product .* \\(${brand.idPrefix}_business\\).* set the old prefix`,
        ),
      ),
    ])
    await (await deploy(sold)).applyCatalog({ dryRun: false })
    const again = await deploy(sold, 'acme')
    await again.applyCatalog({ dryRun: false })
    await again.reconcile(now())
    expect(await accessOf(again, viewer)).toEqual(onBusiness)
    expect(await problemsOf(again)).toEqual([])
  })
})

describe('a renamed key', () => {
  it('keeps its customers on the plan under the new name, before and after `apply`', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(renamed)
    for (const step of [() => {}, () => product.applyCatalog({ dryRun: false }), () => product.reconcile(now())]) {
      await step()
      expect(await accessOf(product, viewer)).toEqual({ ...onBusiness, plan: 'scale', planName: 'Scale' })
    }
    expect(await changeSeats(product, viewer, '4')).toMatchObject({ quantity: 4 })
    expect(await problemsOf(product)).toEqual([])
    expect(await product.listAlerts(new Date(0))).toEqual([])
  })

  it('shows the new name on invoices', async () => {
    const product = await deploy(renamed)
    const updates = (await product.applyCatalog({ dryRun: false })).filter(({ action }) => action === 'update')
    expect(updates).toContainEqual({ kind: 'product', name: `Scale (${productIdOf('business')})`, action: 'update' })
    expect((await stripe().products.retrieve(productIdOf('business'))).name).toBe('Scale')
    const again = await product.applyCatalog({ dryRun: true })
    expect(again.filter(({ kind, action }) => kind === 'product' && action !== 'keep')).toEqual([])
  })
})

describe('a new amount', () => {
  it('applies to new customers but not to existing ones', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    const product = await deploy({ ...sold, business: { ...business, amountCents: { month: 5900, year: 59_000 } } })
    await product.applyCatalog({ dryRun: false })
    await product.reconcile(now())
    expect(await accessOf(product, viewer)).toEqual(onBusiness)
    expect(await changeSeats(product, viewer, '4')).toMatchObject({ quantity: 4 })
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    expect(item?.price.unit_amount).toBe(4900)
    const [sells] = (await stripe().prices.list({ lookup_keys: [lookupKeyOf('business', 'month')] })).data
    expect(sells?.unit_amount).toBe(5900)
  })
})

describe('a retired plan', () => {
  it('remains available to its customers, who can change seats or switch plans', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(retired)
    await product.applyCatalog({ dryRun: false })
    await product.reconcile(now())
    expect(await accessOf(product, viewer)).toEqual(onBusiness)
    expect(await product.getBilling(viewer)).toMatchObject({ isRetired: true, seatRange: business.seats })
    expect(await changeSeats(product, viewer, '4')).toMatchObject({ quantity: 4 })
    const toPro = product.flowSchema.parse({ flow: 'subscription_update_confirm', plan: 'pro', interval: 'month' })
    expect(await product.startPortalFlow(viewer, toPro)).toContain('/p/session/')
    expect(await problemsOf(product)).toEqual([])
    expect(await product.listAlerts(new Date(0))).toEqual([])
  })

  it('cannot be bought in Checkout, in the portal, or for another interval', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(retired)
    await product.applyCatalog({ dryRun: false })
    expect(product.checkoutSchema.safeParse({ plan: 'business', interval: 'month' }).success).toBe(false)
    const byYear = product.flowSchema.parse({ flow: 'subscription_update_confirm', interval: 'year' })
    await expect(product.startPortalFlow(viewer, byYear)).rejects.toThrow('Business is no longer available.')
    const { stripeId } = await db().catalogEntry.findFirstOrThrow({ where: { kind: 'portal_configuration' } })
    const { features } = await stripe().billingPortal.configurations.retrieve(stripeId)
    expect(features.subscription_update.products?.map(({ product }) => product)).toEqual([`${brand.idPrefix}_pro`])
  })
})

describe('a deleted plan', () => {
  it('still grants the same access, with one alert for all its customers', async () => {
    const teams = [await newSubscriber('business', { seats: 3 }), await newSubscriber('business', { seats: 3 })]
    const product = await deploy(withoutBusiness)
    for (const step of [() => {}, () => product.reconcile(now())]) {
      await step()
      for (const { viewer } of teams) expect(await accessOf(product, viewer)).toEqual(onBusiness)
    }
    expect(await product.listAlerts(new Date(0))).toMatchObject([
      { kind: 'deleted_plan', key: 'business', teamId: null, message: expect.stringContaining('lib/billing/plans.ts') },
    ])
  })

  it('stops `apply` before it changes anything, and explains how to continue', async () => {
    await Promise.all([newSubscriber('business', { seats: 3 }), newSubscriber('business', { seats: 3 })])
    const product = await deploy(withoutBusiness)
    const before = await db().catalogEntry.findMany({ orderBy: { stripeId: 'asc' } })
    await expect(product.applyCatalog({ dryRun: false })).rejects.toThrow(
      /^2 live subscriptions are on the plan "business", .*isRetired: true.*formerKeys: \['business'\]/s,
    )
    expect(await db().catalogEntry.findMany({ orderBy: { stripeId: 'asc' } })).toEqual(before)
    const stack = { env: {}, stripeUrl: standIn.url, setWebhooks: () => {} }
    await expect(product.prepare(stack as never, { withPeople: false })).rejects.toThrow(
      /^Could not write the plans to the Stripe stand-in: 2 live subscriptions .*npm run dev -- --fresh$/s,
    )
    expect(await problemsOf(product)).toEqual([expect.stringMatching(/^Plans: 2 live subscriptions are on the plan/)])
  })

  it('causes no problems once it has no customers', async () => {
    const { subscriptionId } = await newSubscriber('business', { seats: 3 })
    const product = await deploy(withoutBusiness)
    await stripe().subscriptions.cancel(subscriptionId)
    await product.reconcile(now())
    await product.applyCatalog({ dryRun: false })
    expect(await problemsOf(product)).toEqual([])
  })

  it('grants the Free limits if only its key was ever recorded', async () => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    await db().catalogEntry.updateMany({ where: { kind: 'product' }, data: { data: { plan: 'business' } } })
    const product = await deploy(withoutBusiness)
    const { projectsMax } = free.limits
    expect(await accessOf(product, viewer)).toEqual({
      ...onBusiness,
      planName: 'business',
      seats: null,
      auditLog: false,
      projectsMax,
    })
  })

  it('appears in the error if the seed still uses it', async () => {
    const product = await deploy(withoutBusiness)
    await expect(product.seed({ withSubscriptions: true, now: now() })).rejects.toThrow(
      `prisma/seed/people.ts gives business@${brand.demoDomain} the plan "business", which is not for sale in lib/billing/plans.ts`,
    )
  })
})

it('`apply` reports an invalid plan in one sentence', async () => {
  const product = await deploy({ free, pro: { ...pro, amountCents: null } })
  await expect(product.applyCatalog({ dryRun: true })).rejects.toThrow(
    'lib/billing/plans.ts: the plan "pro" needs a positive monthly price in whole cents.',
  )
})
