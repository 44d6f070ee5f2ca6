import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { itemOf, type World } from '../world'

const documented = 'N23 Entitlements; section 9'

/** A feature, and a price for a product with that feature. */
async function featured(world: World) {
  const lookup_key = world.unique('feature')
  const feature = await world.stripe.entitlements.features.create({ name: 'Projects', lookup_key })
  world.later(() => world.stripe.entitlements.features.update(feature.id, { active: false }))
  const price = await world.price(1000)
  await world.stripe.products.createFeature(String(price.product), { entitlement_feature: feature.id })
  const held = async (customer: string) =>
    (await world.stripe.entitlements.activeEntitlements.list({ customer })).data.map((one) => one.lookup_key)
  return { feature, price, lookup_key, held }
}

const summary = 'entitlements.active_entitlement_summary.updated'

export const entitlements: Case[] = [
  claim('a feature has a unique lookup key', documented, async (world) => {
    const { feature, lookup_key } = await featured(world)
    has(feature, { id: /^feat_/, object: 'entitlements.feature', lookup_key, active: true })
    await rejected(world.stripe.entitlements.features.create({ name: 'Again', lookup_key }), invalid())
  }),
  claim('a feature is found by its lookup key', documented, async (world) => {
    const { feature, lookup_key } = await featured(world)
    same(
      (await world.stripe.entitlements.features.list({ lookup_key })).data.map(({ id }) => id),
      [feature.id],
    )
  }),
  claim('a subscription grants entitlements', documented, async (world) => {
    const { price, lookup_key, held } = await featured(world)
    const customer = await world.customer()
    same(await held(customer.id), [])
    await world.subscribe(customer, price)
    same(await held(customer.id), [lookup_key])
  }),
  claim('the summary event has no ID', documented, async (world) => {
    const { price, lookup_key } = await featured(world)
    const customer = await world.customer()
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price)
    const { object } = (await watch.only(summary)).data
    has(object, { customer: customer.id, livemode: false, entitlements: { object: 'list', data: [{ lookup_key }] } })
    must(!('id' in object), 'it has no ID')
  }),
  claim('a cancellation removes entitlements', documented, async (world) => {
    const { price, held } = await featured(world)
    const customer = await world.customer()
    const { id } = await world.subscribe(customer, price)
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.cancel(id)
    same(await held(customer.id), [])
    has((await watch.only(summary)).data.object, { entitlements: { data: [] } })
  }),
  claim('another product grants different entitlements', 'section 4.2 L: after a product change', async (world) => {
    const [first, second] = [await featured(world), await featured(world)]
    const customer = await world.customer()
    const made = await world.subscribe(customer, first.price)
    const items = [{ id: itemOf(made).id, price: second.price.id }]
    await world.stripe.subscriptions.update(made.id, { items, proration_behavior: 'none' })
    same(await first.held(customer.id), [second.lookup_key])
  }),
  claim('a trial grants entitlements', documented, async (world) => {
    const { price, lookup_key, held } = await featured(world)
    const customer = await world.customer(null)
    await world.subscribe(customer, price, { trial_period_days: 14 })
    same(await held(customer.id), [lookup_key])
  }),
  claim('a failed first payment grants no entitlements', documented, async (world) => {
    const { price, held } = await featured(world)
    const customer = await world.customer('pm_card_chargeCustomerFail')
    await world.subscribe(customer, price)
    same(await held(customer.id), [])
  }),
  claim('an entitlement can be retrieved by ID', documented, async (world) => {
    const { price, feature } = await featured(world)
    const customer = await world.customer()
    await world.subscribe(customer, price)
    const [held] = (await world.stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data
    must(held, 'the customer has an entitlement')
    const fields = { object: 'entitlements.active_entitlement', feature: feature.id }
    has(await world.stripe.entitlements.activeEntitlements.retrieve(held.id), fields)
  }),
  claim('an unknown customer is not found', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.entitlements.activeEntitlements.list({ customer: 'cus_none' }), missing())
  }),
]
