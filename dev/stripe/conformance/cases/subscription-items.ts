import { type Case, claim } from '../case'
import { has, invalid, missing, rejected, same } from '../expectations'
import { itemOf } from '../world'

const types = 'N23 SubscriptionItems'

export const subscriptionItems: Case[] = [
  claim('belongs to its subscription', types, async (world) => {
    const { subscription, price } = await world.subscriber()
    const { id } = itemOf(subscription)
    const fields = { id: /^si_/, object: 'subscription_item', subscription: subscription.id, quantity: 1 }
    has(await world.stripe.subscriptionItems.retrieve(id), { ...fields, price: { id: price.id } })
  }),
  claim('shows the current price', 'GK: the price is nested, not copied', async (world) => {
    const { subscription, price } = await world.subscriber()
    await world.stripe.prices.update(price.id, { nickname: 'Old terms', metadata: { sold: 'no' }, active: false })
    const now = { price: { nickname: 'Old terms', metadata: { sold: 'no' }, active: false }, plan: { active: false } }
    has(itemOf(await world.reread(subscription)), now)
    has(await world.stripe.subscriptionItems.retrieve(itemOf(subscription).id), now)
  }),
  claim('is listed for its subscription', types, async (world) => {
    const { subscription } = await world.subscriber()
    const { data } = await world.stripe.subscriptionItems.list({ subscription: subscription.id })
    same(
      data.map(({ id }) => id),
      [itemOf(subscription).id],
    )
  }),
  claim('needs a subscription to be listed', 'OAS-E required', async ({ stripe }) => {
    const call = stripe.subscriptionItems.list({} as { subscription: string })
    await rejected(call, invalid({ code: 'parameter_missing', param: 'subscription' }))
  }),
  claim('can be added and is prorated', 'D: prorations 2026-05-13: triggers', async (world) => {
    const { subscription, customer, clock } = await world.timed()
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    await world.advance(clock, start + (end - start) / 2)
    const added = await world.price(600)
    const item = await world.stripe.subscriptionItems.create({ subscription: subscription.id, price: added.id })
    has(item, { object: 'subscription_item', price: { id: added.id } })
    same((await world.reread(subscription)).items.data.length, 2)
    has((await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })).data, [{ amount: 300 }])
  }),
  claim('can change its quantity', types, async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const change = { quantity: 4, proration_behavior: 'none' } as const
    has(await world.stripe.subscriptionItems.update(itemOf(subscription).id, change), { quantity: 4 })
    await watch.changed('customer.subscription.updated', { items: { data: [{ quantity: 1 }] } })
  }),
  claim('can be removed if another one remains', types, async (world) => {
    const prices = [await world.price(1000), await world.price(2000)]
    const made = await world.subscribe(await world.customer(), prices)
    const { id } = itemOf(made)
    has(await world.stripe.subscriptionItems.del(id), { id, object: 'subscription_item', deleted: true })
    same(
      (await world.reread(made)).items.data.map(({ price }) => price.id),
      [prices[1]?.id],
    )
  }),
  claim('cannot be removed if it is the last one', 'GK subscription items', async (world) => {
    const { subscription } = await world.subscriber()
    await rejected(world.stripe.subscriptionItems.del(itemOf(subscription).id), invalid())
  }),
  claim('cannot be added twice with the same price', 'GK subscription items', async (world) => {
    const { subscription, price } = await world.subscriber()
    const call = world.stripe.subscriptionItems.create({ subscription: subscription.id, price: price.id })
    await rejected(call, invalid())
  }),
  claim('can be added through the subscription', 'N23 SubscriptionUpdateParams.items', async (world) => {
    const { subscription } = await world.subscriber()
    const added = await world.price(600)
    const items = [{ price: added.id, quantity: 2 }]
    const after = await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
    same(after.items.data.map(({ quantity }) => quantity).sort(), [1, 2])
  }),
  claim('can be removed through the subscription', 'N23 SubscriptionUpdateParams.items', async (world) => {
    const made = await world.subscribe(await world.customer(), [await world.price(1000), await world.price(2000)])
    const items = [{ id: itemOf(made).id, deleted: true }]
    same((await world.stripe.subscriptions.update(made.id, { items })).items.data.length, 1)
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.subscriptionItems.retrieve('si_none'), missing())
  }),
]
