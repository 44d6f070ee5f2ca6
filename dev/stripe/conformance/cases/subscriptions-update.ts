import { type Case, claim } from '../case'
import { declined, has, invalid, missing, must, rejected, same } from '../expectations'
import { day, hour, idOf, itemOf, type World } from '../world'

const prorations = 'D: prorations 2026-05-13; section 5'

/** A subscription on a clock, halfway through its period, and a higher price. */
async function halfway(world: World, token = 'pm_card_visa') {
  const made = await world.timed(1000, {}, token)
  const { current_period_start: start, current_period_end: end } = itemOf(made.subscription)
  await world.advance(made.clock, start + (end - start) / 2)
  return { ...made, start, end, pricier: await world.price(2000), item: itemOf(made.subscription).id }
}

export const updating: Case[] = [
  claim('changes the price and keeps the dates', 'D: change-price mid-2026; section 5', async (world) => {
    const { subscription, pricier, item, end } = await halfway(world)
    const after = await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pricier.id }] })
    has(itemOf(after), { id: item, price: { id: pricier.id }, current_period_end: end })
  }),
  claim('prorates by default, on the next invoice', `${prorations}: create_prorations`, async (world) => {
    const { subscription, pricier, item, customer } = await halfway(world)
    await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pricier.id }] })
    same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
    const { data } = await world.stripe.invoiceItems.list({ customer: customer.id, pending: true })
    same(
      data.map(({ amount }) => amount).sort((a, b) => a - b),
      [-500, 1000],
    )
  }),
  claim('sends events in this order', 'section 4.2 I: create_prorations', async (world) => {
    const { subscription, pricier, item, customer, price } = await halfway(world)
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pricier.id }] })
    await watch.saw('customer.subscription.updated', 'invoiceitem.created', 'invoiceitem.created')
    await watch.changed('customer.subscription.updated', { items: { data: [{ id: item, price: { id: price.id } }] } })
  }),
  claim('can charge immediately', 'section 4.2 I: always_invoice', async (world) => {
    const { subscription, pricier, item, customer } = await halfway(world)
    const watch = await world.watch(customer.id)
    const items = [{ id: item, price: pricier.id }]
    await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'always_invoice' })
    has(await world.latestInvoice(subscription), { billing_reason: 'subscription_update', total: 500, status: 'paid' })
    const order = [
      'customer.subscription.updated',
      'invoiceitem.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
    ]
    const types = (await watch.types()).filter((type) => order.includes(type))
    same([...new Set(types)], order)
  }),
  claim('can skip prorations', 'section 4.2 I: none', async (world) => {
    const { subscription, pricier, item, customer } = await halfway(world)
    const watch = await world.watch(customer.id)
    const items = [{ id: item, price: pricier.id }]
    await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
    await watch.saw('customer.subscription.updated')
  }),
  claim(
    'resets the quantity to 1 with a new price by default',
    'D: change-price mid-2026; section 5',
    async (world) => {
      const { subscription, pricier, item } = await halfway(world)
      await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 3 }] })
      same(itemOf(await world.reread(subscription)).quantity, 3)
      await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pricier.id }] })
      same(itemOf(await world.reread(subscription)).quantity, 1)
    },
  ),
  claim('rejects a string billing cycle', 'D: endive/2026-09-30/polymorphic; section 0.5', async (world) => {
    const { subscription } = await world.subscriber()
    const billing_cycle_anchor = 'now' as unknown as { type: 'now' }
    await rejected(world.stripe.subscriptions.update(subscription.id, { billing_cycle_anchor }), invalid())
  }),
  claim('can reset the billing cycle', 'D: endive/2026-09-30/polymorphic; section 0.5', async (world) => {
    const { subscription, start, end } = await halfway(world)
    const change = { billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' } as const
    const after = await world.stripe.subscriptions.update(subscription.id, change)
    same(itemOf(after).current_period_start, start + (end - start) / 2)
    has(await world.latestInvoice(after), { billing_reason: 'subscription_update', total: 1000 })
  }),
  claim('can set and clear the default card', 'N23 default_payment_method', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const card = idOf(customer.invoice_settings.default_payment_method)
    const change = { default_payment_method: card }
    has(await world.stripe.subscriptions.update(subscription.id, change), change)
    const cleared = await world.stripe.subscriptions.update(subscription.id, { default_payment_method: '' })
    same(cleared.default_payment_method, null)
  }),
  claim('changes metadata without proration', `${prorations}: not metadata`, async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.update(subscription.id, { metadata: { plan: 'pro' } })
    await watch.saw('customer.subscription.updated')
  }),
  claim('sends no event without changes', 'GK events', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.update(subscription.id, {})
    same(await watch.types(), [])
  }),
  claim(
    'classic: a change from free to paid is charged immediately',
    'D: change-price mid-2026: $0 → paid; section 5',
    async (world) => {
      const [customer, free, pro] = [await world.customer(), await world.price(0), await world.price(1000)]
      const subscription = await world.subscribe(customer, free, { billing_mode: { type: 'classic' } })
      const items = [{ id: itemOf(subscription).id, price: pro.id }]
      const after = await world.stripe.subscriptions.update(subscription.id, { items })
      has(await world.latestInvoice(after), { total: 1000, status: 'paid' })
    },
  ),
  claim(
    'flexible: a change from free to paid keeps the billing anchor',
    'D: billing-mode/compare 2026-04-30',
    async (world) => {
      const [customer, free, pro] = [await world.customer(), await world.price(0), await world.price(1000)]
      const subscription = await world.subscribe(customer, free)
      const items = [{ id: itemOf(subscription).id, price: pro.id }]
      const after = await world.stripe.subscriptions.update(subscription.id, { items })
      same(after.billing_cycle_anchor, subscription.billing_cycle_anchor)
      same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
    },
  ),
  claim('is rejected if the currency is different', 'GK currencies', async (world) => {
    const { subscription } = await world.subscriber()
    const items = [{ id: itemOf(subscription).id, price: (await world.price(1000, { currency: 'eur' })).id }]
    await rejected(world.stripe.subscriptions.update(subscription.id, { items }), invalid())
  }),
  claim('is rejected if the item is unknown', 'GK resource_missing', async (world) => {
    const { subscription, price } = await world.subscriber()
    const items = [{ id: 'si_none', price: price.id }]
    await rejected(world.stripe.subscriptions.update(subscription.id, { items }), invalid())
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.subscriptions.update('sub_none', { metadata: { a: 'b' } }), missing())
  }),
  claim('pauses payment collection', 'section 5: pause_collection does not change status', async (world) => {
    const { subscription } = await world.subscriber()
    const pause_collection = { behavior: 'void' } as const
    const after = await world.stripe.subscriptions.update(subscription.id, { pause_collection })
    has(after, { status: 'active', pause_collection })
    const resumed = await world.stripe.subscriptions.update(subscription.id, { pause_collection: '' })
    same(resumed.pause_collection, null)
  }),
  claim('voids invoices while collection is paused', 'N23 pause_collection', async (world) => {
    const { subscription, clock } = await world.timed()
    await world.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } })
    await world.advance(clock, itemOf(subscription).current_period_end + 2 * hour)
    has(await world.latestInvoice(subscription), { status: 'void', billing_reason: 'subscription_cycle' })
    same((await world.reread(subscription)).status, 'active')
  }),
]

/** An upgrade with a declined payment. */
async function declinedUpgrade(
  world: World,
  payment_behavior: 'allow_incomplete' | 'pending_if_incomplete' | 'error_if_incomplete',
) {
  const made = await halfway(world)
  const { id: bad } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: made.customer.id,
  })
  await world.stripe.subscriptions.update(made.subscription.id, { default_payment_method: bad })
  const watch = await world.watch(made.customer.id)
  const items = [{ id: made.item, price: made.pricier.id }]
  const change = { items, proration_behavior: 'always_invoice', payment_behavior } as const
  return { ...made, watch, upgrade: () => world.stripe.subscriptions.update(made.subscription.id, change) }
}

const pending = 'D: pending-updates-reference; section 4.2 I'

export const updatingUnpaid: Case[] = [
  claim('allow_incomplete applies the change and becomes past due', 'section 5: active → past_due', async (world) => {
    const { upgrade, pricier, watch } = await declinedUpgrade(world, 'allow_incomplete')
    has(await upgrade(), { status: 'past_due', items: { data: [{ price: { id: pricier.id } }] } })
    must((await watch.types()).includes('invoice.payment_failed'), 'an event reports the failure')
  }),
  claim('error_if_incomplete changes nothing', 'N23 payment_behavior', async (world) => {
    const { upgrade, subscription, price } = await declinedUpgrade(world, 'error_if_incomplete')
    await rejected(upgrade(), declined('card_declined'))
    const after = await world.reread(subscription)
    same([after.status, itemOf(after).price.id], ['active', price.id])
    same((await world.stripe.invoices.list({ subscription: subscription.id })).data.length, 1)
  }),
  claim('pending_if_incomplete does not change the price yet', pending, async (world) => {
    const { upgrade, price, pricier, clock } = await declinedUpgrade(world, 'pending_if_incomplete')
    const after = await upgrade()
    same([after.status, itemOf(after).price.id], ['active', price.id])
    has(after.pending_update, { subscription_items: [{ price: { id: pricier.id } }] })
    const { frozen_time } = await world.stripe.testHelpers.testClocks.retrieve(clock.id)
    same(after.pending_update?.expires_at, frozen_time + 23 * hour)
  }),
  claim('a pending update is applied once it is paid', pending, async (world) => {
    const { upgrade, pricier, customer, subscription } = await declinedUpgrade(world, 'pending_if_incomplete')
    const { latest_invoice } = await upgrade()
    const { id: good } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const watch = await world.watch(customer.id)
    await world.stripe.invoices.pay(idOf(latest_invoice), { payment_method: good })
    const after = await world.reread(subscription)
    same([after.pending_update, itemOf(after).price.id], [null, pricier.id])
    must(
      (await watch.types()).includes('customer.subscription.pending_update_applied'),
      'an event reports that the update was applied',
    )
  }),
  claim('a pending update is discarded if it is not paid', pending, async (world) => {
    const { upgrade, price, clock, subscription, watch } = await declinedUpgrade(world, 'pending_if_incomplete')
    const { pending_update } = await upgrade()
    await world.advance(clock, (pending_update?.expires_at ?? 0) + hour)
    const after = await world.reread(subscription)
    same([after.pending_update, itemOf(after).price.id], [null, price.id])
    const types = await watch.types()
    must(types.includes('customer.subscription.pending_update_expired') && types.includes('invoice.voided'), `${types}`)
  }),
  claim('a pending update expires with the period', pending, async (world) => {
    const { customer, subscription, clock } = await world.timed()
    const { current_period_end: end, id } = itemOf(subscription)
    await world.advance(clock, end - day / 2)
    const [pricier, { id: bad }] = [
      await world.price(90_000),
      await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id }),
    ]
    await world.stripe.subscriptions.update(subscription.id, { default_payment_method: bad })
    const after = await world.stripe.subscriptions.update(subscription.id, {
      items: [{ id, price: pricier.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    })
    same(after.pending_update?.expires_at, end)
  }),
]
