import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { configure, features, of, portal } from '../portal-setup'
import { itemOf, type World } from '../world'

const off = { enabled: false }

/** Schedules a change for the end of the current period. */
async function scheduleChange(world: World, subscription: Stripe.Subscription, to: Stripe.Price) {
  const { id, phases } = await world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
  const [now] = phases
  must(now, 'the schedule has a phase')
  const item = itemOf(subscription)
  const first = { items: [{ price: item.price.id, quantity: 1 }], start_date: now.start_date, end_date: now.end_date }
  const second = { items: [{ price: to.id, quantity: 1 }], duration: { interval: 'month' as const } }
  world.later(() => world.stripe.subscriptionSchedules.release(id))
  return world.stripe.subscriptionSchedules.update(id, { phases: [first, second] })
}

/** Stripe's flow errors have only a message. */
const bare = (message: string | RegExp) => invalid({ message, code: undefined, param: undefined, doc_url: undefined })

export const portalRejections: Case[] = [
  claim('rejects an update if updates are disabled', '3P, many repositories; section 1.4', async (world) => {
    const { open, subscription } = await portal(world, { subscription_update: off })
    const message =
      'This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.'
    await rejected(open(of.update(subscription)), bare(message))
  }),
  claim('rejects a confirmation if updates are disabled', '3P, many repositories; section 1.4', async (world) => {
    const { open, pricier, confirming } = await portal(world, { subscription_update: off })
    await rejected(open(confirming({ price: pricier.id })), bare(/^This subscription cannot be updated because/))
  }),
  claim('rejects a cancellation if cancellations are disabled', '3P pattern; section 1.4', async (world) => {
    const { open, subscription } = await portal(world, { subscription_cancel: off })
    await rejected(open(of.cancel(subscription)), bare(/feature in the portal configuration is disabled/))
  }),
  claim('rejects a pause if pauses are disabled', '3P pattern; section 1.4', async (world) => {
    const { open, subscription } = await portal(world, { subscription_pause: off })
    await rejected(open(of.pause(subscription)), invalid())
  }),
  claim('rejects a new card if card updates are disabled', '3P pattern; section 1.4', async (world) => {
    const { open } = await portal(world, { payment_method_update: off, subscription_update: off })
    await rejected(open({ type: 'payment_method_update' }), invalid())
  }),
  claim('rejects a customer update if customer updates are disabled', '3P pattern; section 1.4', async (world) => {
    const { open } = await portal(world, { customer_update: off })
    await rejected(open({ type: 'customer_update' }), invalid())
  }),
  claim('rejects a price that is not listed', '3P, three with real ids; section 1.4', async (world) => {
    const { open, subscription, configuration, confirming } = await portal(world)
    const other = await world.price(9000)
    const item = itemOf(subscription).id
    const message = `The item \`${item}\` cannot be updated to price \`${other.id}\` because the configuration \`${configuration.id}\` does not include the price in its \`features[subscription_update][products]\`.`
    await rejected(open(confirming({ price: other.id })), bare(message))
  }),
  claim('rejects an update without changes', '3P, two; section 1.4', async (world) => {
    const { open, price, confirming } = await portal(world)
    const message = 'Cannot update the subscription because there are no changes to confirm.'
    await rejected(open(confirming({ price: price.id, quantity: 1 })), bare(message))
  }),
  claim('rejects a confirmation without a price or quantity', '3P, two; section 1.4', async (world) => {
    const { open, confirming } = await portal(world)
    await rejected(open(confirming({})), bare(/no changes to confirm/))
  }),
  claim('rejects canceling a subscription that ends at the period end', '3P, four; section 1.4', async (world) => {
    const { open, subscription } = await portal(world)
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const message = `The subscription ${subscription.id} is already set to be canceled at period end.`
    await rejected(open(of.cancel(subscription)), bare(message))
  }),
  claim(
    'rejects canceling a subscription with an end date',
    '3P: cancel_at alone triggers it; section 1.4',
    async (world) => {
      const { open, subscription } = await portal(world)
      await world.stripe.subscriptions.update(subscription.id, { cancel_at: itemOf(subscription).current_period_end })
      await rejected(open(of.cancel(subscription)), bare(/is already set to be canceled at period end\.$/))
    },
  ),
  claim('rejects canceling a canceled subscription', 'GK; section 1.4', async (world) => {
    const { open, subscription } = await portal(world)
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(open(of.cancel(subscription)), invalid())
  }),
  claim('rejects updating a canceled subscription', 'GK; section 1.4', async (world) => {
    const { open, subscription } = await portal(world)
    await world.stripe.subscriptions.cancel(subscription.id)
    await rejected(open(of.update(subscription)), invalid())
  }),
  claim(
    'rejects pausing an inactive subscription',
    'D: changelog/endive/2026-09-30/pause-subscription',
    async (world) => {
      const { open, subscription } = await portal(world)
      await world.stripe.subscriptions.pause(subscription.id)
      await rejected(open(of.pause(subscription)), invalid())
    },
  ),
  claim('rejects another customer’s subscription', 'GK; section 1.4', async (world) => {
    const { open } = await portal(world)
    const { subscription } = await world.subscriber()
    await rejected(open(of.cancel(subscription)), invalid())
    await rejected(open(of.update(subscription)), invalid())
  }),
  claim('rejects an unknown subscription', 'GK resource_missing; section 1.4', async (world) => {
    const { open } = await portal(world)
    const message = "No such subscription: 'sub_none'"
    await rejected(open(of.cancel({ id: 'sub_none' })), { ...missing(), message })
  }),
  claim('rejects another subscription’s item', 'GK resource_missing', async (world) => {
    const { open, pricier, subscription } = await portal(world)
    const items = [{ id: 'si_none', price: pricier.id }]
    const subscription_update_confirm = { subscription: subscription.id, items }
    await rejected(open({ type: 'subscription_update_confirm', subscription_update_confirm }), invalid())
  }),
  claim(
    'rejects a confirmation with two items',
    'N23: "only up to one may be specified"; section 1.2',
    async (world) => {
      const { open, pricier, subscription } = await portal(world)
      const item = { id: itemOf(subscription).id, price: pricier.id }
      const subscription_update_confirm = { subscription: subscription.id, items: [item, item] }
      await rejected(open({ type: 'subscription_update_confirm', subscription_update_confirm }), invalid())
    },
  ),
  claim(
    'rejects updating a subscription with several items',
    'N23: "subscriptions with multiple items are not updatable"',
    async (world) => {
      const [customer, one, two] = [await world.customer(), await world.price(1000), await world.price(2000)]
      const subscription = await world.subscribe(customer, [one, two])
      const { id: configuration } = await configure(world, features([one, two]))
      const session = { customer: customer.id, configuration, flow_data: of.update(subscription) }
      await rejected(world.stripe.billingPortal.sessions.create(session), invalid())
    },
  ),
  claim('allows canceling a subscription with several items', 'D: customer-management: cancel-only', async (world) => {
    const [customer, one, two] = [await world.customer(), await world.price(1000), await world.price(2000)]
    const subscription = await world.subscribe(customer, [one, two])
    const { id: configuration } = await configure(world, features([one, two]))
    const session = { customer: customer.id, configuration, flow_data: of.cancel(subscription) }
    has(await world.stripe.billingPortal.sessions.create(session), { flow: { type: 'subscription_cancel' } })
  }),
  claim(
    'rejects updates and cancellations if a change is scheduled',
    'D: customer-management: no update or cancel; 3P, two',
    async (world) => {
      const { open, subscription, pricier } = await portal(world)
      await scheduleChange(world, subscription, pricier)
      await rejected(open(of.update(subscription)), invalid())
      await rejected(open(of.cancel(subscription)), invalid())
    },
  ),
  claim(
    'allows changes if the schedule has no future phase',
    '3P invertase/stripe-firebase-extensions#158',
    async (world) => {
      const { open, subscription } = await portal(world)
      const { id } = await world.stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
      world.later(() => world.stripe.subscriptionSchedules.release(id))
      has(await open(of.cancel(subscription)), { flow: { type: 'subscription_cancel' } })
    },
  ),
  claim('rejects an unknown flow type', 'OAS-E enum', async (world) => {
    const { open } = await portal(world)
    const flow_data = { type: 'subscription_resume' as 'customer_update' }
    await rejected(open(flow_data), invalid({ param: 'flow_data[type]' }))
  }),
  claim('rejects a flow without a type', 'OAS-E required', async (world) => {
    const { open } = await portal(world)
    const flow_data = { after_completion: { type: 'portal_homepage' } } as unknown as { type: 'customer_update' }
    await rejected(open(flow_data), invalid({ code: 'parameter_missing', param: 'flow_data[type]' }))
  }),
  claim('rejects a flow without a subscription', 'OAS-E required', async (world) => {
    const { open } = await portal(world)
    await rejected(open({ type: 'subscription_cancel' }), invalid())
    await rejected(
      open({ type: 'subscription_update', subscription_update: {} as { subscription: string } }),
      invalid(),
    )
  }),
  claim('changes nothing if a flow is rejected', 'section 7: a refusal changes nothing', async (world) => {
    const { open, customer, subscription } = await portal(world, { subscription_cancel: off })
    const watch = await world.watch(customer.id)
    await rejected(open(of.cancel(subscription)), invalid())
    same(await watch.types(), [])
  }),
]
