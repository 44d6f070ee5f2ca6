import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { hour, itemOf } from '../world'

const envelope = 'N23 Event; section 4.1'

export const events: Case[] = [
  claim('has an envelope', envelope, async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { name: 'Ada' })
    const event = await watch.only('customer.updated')
    has(event, {
      id: /^evt_/,
      object: 'event',
      livemode: false,
      type: 'customer.updated',
      data: { object: { id, name: 'Ada' } },
    })
    must(
      event.created > 0 && typeof event.pending_webhooks === 'number',
      'it has a creation time and a pending webhook count',
    )
  }),
  claim('has the API version of the account or the SDK', envelope, async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { name: 'Ada' })
    must((await watch.only('customer.updated')).api_version, 'it has an API version')
  }),
  claim('has the request ID and idempotency key', envelope, async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    const idempotencyKey = world.unique('key')
    const { lastResponse } = await world.stripe.customers.update(id, { name: 'Ada' }, { idempotencyKey })
    const { request } = await watch.only('customer.updated')
    has(request, { id: lastResponse.requestId, idempotency_key: idempotencyKey })
  }),
  claim('has no request ID when no request caused it', envelope, async (world) => {
    const { subscription, clock, customer } = await world.timed()
    const watch = await world.watch(customer.id)
    await world.advance(clock, itemOf(subscription).current_period_end + 2 * hour)
    has((await watch.only('invoice.paid')).request, { id: null, idempotency_key: null })
  }),
  claim('has a snapshot of the object', envelope, async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { name: 'Ada' })
    await world.stripe.customers.update(id, { name: 'Countess' })
    const names = (await watch.events()).map(({ data }) => (data.object as { name?: string }).name)
    same(names, ['Ada', 'Countess'])
  }),
  claim('has previous attributes only for updates', 'N23: previous_attributes only on *.updated', async (world) => {
    const { customer, price } = { customer: await world.customer(), price: await world.price(1000) }
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price)
    for (const { type, data } of await watch.events()) {
      if (!type.endsWith('.updated')) must(!data.previous_attributes, `${type} has no previous attributes`)
    }
  }),
  claim('shows only the changed part of a hash', 'GK: nested hashes; section 4.1', async (world) => {
    const { id } = await world.customer(null, { metadata: { team: '7', plan: 'pro' } })
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { metadata: { plan: 'max' } })
    same((await watch.only('customer.updated')).data.previous_attributes, { metadata: { plan: 'pro' } })
  }),
  claim('shows the whole previous list', 'N23: "this object contains the entire array"; section 4.1', async (world) => {
    const { id } = await world.customer(null, { preferred_locales: ['de', 'en'] })
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { preferred_locales: ['de'] })
    same((await watch.only('customer.updated')).data.previous_attributes, { preferred_locales: ['de', 'en'] })
  }),
  claim('shows whole items', 'D: basil: the change is under items; section 3.1', async (world) => {
    const { subscription, customer, price } = await world.subscriber()
    const watch = await world.watch(customer.id)
    const items = [{ id: itemOf(subscription).id, price: (await world.price(2000)).id }]
    await world.stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
    const { previous_attributes: previous } = (await watch.only('customer.subscription.updated')).data
    has(previous, { items: { object: 'list', data: [{ id: itemOf(subscription).id, price: { id: price.id } }] } })
    must(!('status' in (previous ?? {})) && !('current_period_end' in (previous ?? {})), 'unchanged fields are omitted')
  }),
  claim('shows new metadata keys as null', 'GK: previous_attributes', async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { metadata: { team: '7' } })
    same((await watch.only('customer.updated')).data.previous_attributes, { metadata: { team: null } })
  }),
  claim('is listed by type', 'N23 EventListParams.type', async (world) => {
    const { id } = await world.customer(null)
    const { data } = await world.stripe.events.list({ type: 'customer.created', limit: 20 })
    must(
      data.some(({ data: { object } }) => (object as { id?: string }).id === id),
      'the object is listed',
    )
    must(
      data.every(({ type }) => type === 'customer.created'),
      'no other types are listed',
    )
  }),
  claim('is listed by several types', 'N23 EventListParams.types', async (world) => {
    await world.price(100)
    const types = ['price.created', 'product.created']
    const { data } = await world.stripe.events.list({ types, limit: 50 })
    must(data.length > 1 && data.every(({ type }) => types.includes(type)), 'no other types are listed')
  }),
  claim('is listed by a wildcard type', 'N23 EventListParams.type: "may contain *"', async (world) => {
    await world.price(100)
    const { data } = await world.stripe.events.list({ type: 'price.*', limit: 10 })
    must(data.length > 0 && data.every(({ type }) => type.startsWith('price.')), 'no other types are listed')
  }),
  claim('accepts either one type or several types', 'N23 EventListParams', async ({ stripe }) => {
    await rejected(stripe.events.list({ type: 'price.created', types: ['price.updated'] }), invalid())
  }),
  claim('can be retrieved', 'N23 Events.retrieve', async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { name: 'Ada' })
    const event = await watch.only('customer.updated')
    has(await world.stripe.events.retrieve(event.id), { id: event.id, data: { object: { id } } })
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.events.retrieve('evt_none'), missing())
  }),
]

const sequences = 'section 4.2'

/** The wanted types, in the order in which they arrived. */
function inOrder(types: string[], wanted: string[]): string[] {
  return types.filter((type) => wanted.includes(type))
}

export const eventOrders: Case[] = [
  claim('for a paid subscription', `${sequences} A and D`, async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price)
    const wanted = [
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
    ]
    same(inOrder(await watch.types(), wanted), wanted)
    const created = await watch.only('customer.subscription.created')
    has(created.data.object, { status: 'active' })
  }),
  claim(
    'for a paid subscription: the charge comes before the subscription',
    `${sequences} A: 3P stripe listen logs`,
    async (world) => {
      const [customer, price] = [await world.customer(), await world.price(1000)]
      const watch = await world.watch(customer.id)
      await world.subscribe(customer, price)
      const wanted = [
        'charge.succeeded',
        'payment_intent.created',
        'payment_intent.succeeded',
        'customer.subscription.created',
      ]
      same(inOrder(await watch.types(), wanted), wanted)
    },
  ),
  claim('for a trial', `${sequences} B`, async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price, { trial_period_days: 14 })
    await watch.saw(
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice.paid',
      'invoice.payment_succeeded',
    )
  }),
  claim('for a deleted customer', `${sequences} K`, async (world) => {
    const { customer, price } = await world.subscriber()
    await world.subscribe(customer, price)
    const watch = await world.watch(customer.id)
    await world.stripe.customers.del(customer.id)
    await watch.saw('customer.subscription.deleted', 'customer.subscription.deleted', 'customer.deleted')
  }),
  claim('for a cancellation at the period end: a single update', `${sequences} G.1`, async (world) => {
    const { customer, subscription } = await world.subscriber()
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.update(subscription.id, { cancel_at: itemOf(subscription).current_period_end })
    await watch.saw('customer.subscription.updated')
    const object = {
      cancel_at_period_end: false,
      cancellation_details: { reason: 'cancellation_requested' },
      status: 'active',
    }
    has((await watch.only('customer.subscription.updated')).data.object, object)
  }),
  claim('for a free plan: no payment', `${sequences} B`, async (world) => {
    const [customer, price] = [await world.customer(null), await world.price(0)]
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price)
    const types = await watch.types()
    must(!types.some((type) => type.startsWith('payment_intent') || type.startsWith('charge')), `${types}`)
  }),
]
