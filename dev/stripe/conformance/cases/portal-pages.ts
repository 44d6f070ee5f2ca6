import type Stripe from 'stripe'
import { type Case, page } from '../case'
import { has, must, same } from '../expectations'
import { card, visit } from '../open-page'
import { done, endings, home, of, portal } from '../portal-setup'
import { idOf, itemOf, type World } from '../world'

type Shop = Awaited<ReturnType<typeof portal>>

type Flow = {
  data: (shop: Shop) => Stripe.BillingPortal.SessionCreateParams.FlowData
  /** The form's path, relative to the flow URL, and its fields. */
  path: (shop: Shop) => string
  form: (shop: Shop) => Record<string, string>
  /** Reads the state that the flow changes. */
  state: (world: World, shop: Shop) => Promise<unknown>
}

const at = (name: string) => (shop: Shop) => `subscriptions/${shop.subscription.id}/${name}`
const nothing = () => ({})
const reread = (world: World, shop: Shop) => world.reread(shop.subscription)

async function customerOf(world: World, { customer }: Shop): Promise<Stripe.Customer> {
  return (await world.stripe.customers.retrieve(customer.id)) as Stripe.Customer
}

const flows: Record<string, Flow> = {
  subscription_cancel: {
    data: ({ subscription }) => of.cancel(subscription),
    path: at('cancel'),
    form: nothing,
    state: async (world, shop) => (await reread(world, shop)).cancel_at,
  },
  subscription_pause: {
    data: ({ subscription }) => of.pause(subscription),
    path: at('pause'),
    form: () => ({ duration: '1-month' }),
    state: async (world, shop) => (await reread(world, shop)).status,
  },
  subscription_update: {
    data: ({ subscription }) => of.update(subscription),
    path: at('confirm'),
    form: ({ pricier }) => ({ price: pricier.id }),
    state: async (world, shop) => itemOf(await reread(world, shop)).price.id,
  },
  subscription_update_confirm: {
    data: ({ confirming, pricier }) => confirming({ price: pricier.id, quantity: 1 }),
    path: at('confirm'),
    form: nothing,
    state: async (world, shop) => itemOf(await reread(world, shop)).price.id,
  },
  payment_method_update: {
    data: () => ({ type: 'payment_method_update' }),
    path: () => 'payment-methods/add',
    form: () => card('5555555555554444'),
    state: async (world, shop) => (await customerOf(world, shop)).invoice_settings.default_payment_method,
  },
  customer_update: {
    data: () => ({ type: 'customer_update' }),
    path: () => 'customer/update',
    form: () => ({ name: 'Countess', email: 'ada@example.com', country: 'GB', line1: '12 Row', city: 'London' }),
    state: async (world, shop) => (await customerOf(world, shop)).name,
  },
}

const noSurvey = { subscription_cancel: { enabled: true } }

async function opened(world: World, flow: Flow, ending: keyof typeof endings) {
  const shop = await portal(world, noSurvey)
  const { url } = await shop.open({ ...flow.data(shop), after_completion: endings[ending] })
  const send = () => visit(world, `${url}/${flow.path(shop)}`, flow.form(shop))
  return { shop, url, send, state: () => flow.state(world, shop) }
}

const source = 'N23 after_completion; D: portal-deep-links; section 8'

const completions = Object.entries(flows).flatMap(([type, flow]) => [
  page(`${type} redirects without a query parameter`, `${source}; section 1.5`, async (world) => {
    const { send, state } = await opened(world, flow, 'redirect')
    const before = await state()
    same((await send()).location, done)
    must((await state()) !== before, 'it was updated')
  }),
  page(`${type} can end on a confirmation page`, source, async (world) => {
    const { send, url } = await opened(world, flow, 'hosted_confirmation')
    same(new URL((await send()).location, url).pathname, new URL(`${url}/confirmation`).pathname)
    const { html } = await visit(world, `${url}/confirmation`)
    must(html.includes('Thank you, Ada.') && html.includes(home), 'it shows the message and a return link')
  }),
  page(`${type} can end on the portal home page`, source, async (world) => {
    const { send } = await opened(world, flow, 'portal_homepage')
    const { status, html } = await visit(world, (await send()).location)
    must(status === 200 && html.includes('hip-link'), 'the home page lists invoices')
  }),
  page(`${type} can only be completed once`, 'section 1.4: session lifetime', async (world) => {
    const { send, state } = await opened(world, flow, 'redirect')
    await send()
    const after = await state()
    same((await send()).status, 410)
    same(await state(), after)
  }),
])

export const portalPages: Case[] = [
  ...completions,
  page(
    'canceling sets an end date on a flexible subscription',
    'D: billing-mode/compare 2026-04-30; section 4.2 G',
    async (world) => {
      const { open, subscription, customer } = await portal(world, noSurvey)
      const { url } = await open(of.cancel(subscription))
      const watch = await world.watch(customer.id)
      await visit(world, `${url}/subscriptions/${subscription.id}/cancel`, {})
      const end = itemOf(subscription).current_period_end
      const details = { reason: 'cancellation_requested' }
      has(await world.reread(subscription), {
        cancel_at: end,
        cancel_at_period_end: false,
        cancellation_details: details,
      })
      await watch.changed('customer.subscription.updated', {
        cancel_at: null,
        canceled_at: null,
        cancellation_details: { reason: null },
      })
    },
  ),
  page(
    'canceling sets the flag on a classic subscription',
    'D: billing-mode/compare 2026-04-30; section 4.2 G',
    async (world) => {
      const { open, subscription } = await portal(world, noSurvey, { billing_mode: { type: 'classic' } })
      const { url } = await open(of.cancel(subscription))
      await visit(world, `${url}/subscriptions/${subscription.id}/cancel`, {})
      const end = itemOf(subscription).current_period_end
      has(await world.reread(subscription), { cancel_at: end, cancel_at_period_end: true })
    },
  ),
  page('cancellation feedback arrives in a second event', '3P selectors; section 4.2 G', async (world) => {
    const { open, subscription, customer } = await portal(world)
    const { url } = await open(of.cancel(subscription))
    await visit(world, `${url}/subscriptions/${subscription.id}/cancel`, {})
    const watch = await world.watch(customer.id)
    await visit(world, `${url}/subscriptions/${subscription.id}/survey`, { reason: 'too_expensive' })
    await watch.changed('customer.subscription.updated', { cancellation_details: { feedback: null } })
    has(await world.reread(subscription), { cancellation_details: { feedback: 'too_expensive', comment: null } })
  }),
  page('accepting the coupon keeps the subscription', 'section 4.2 G.4', async (world) => {
    const { open, subscription, customer } = await portal(world)
    const coupon = await world.coupon({ percent_off: 20, duration: 'repeating', duration_in_months: 3 })
    const retention = { type: 'coupon_offer', coupon_offer: { coupon: coupon.id } }
    const { url } = await open(of.cancel(subscription, { retention }))
    const watch = await world.watch(customer.id)
    await visit(world, `${url}/subscriptions/${subscription.id}/retain`, {})
    const after = await world.reread(subscription, ['discounts'])
    has(after, { status: 'active', cancel_at: null, discounts: [{ source: { coupon: coupon.id } }] })
    same((await watch.types()).sort(), ['customer.discount.created', 'customer.subscription.updated'])
    await watch.changed('customer.subscription.updated', { discounts: [] })
  }),
  page('a new card sends events in this order', 'D: integrate-customer-portal; section 4.2 H', async (world) => {
    const { open, customer } = await portal(world)
    const { url } = await open({ type: 'payment_method_update' })
    const watch = await world.watch(customer.id)
    await visit(world, `${url}/payment-methods/add`, card('5555555555554444'))
    const types = ['setup_intent.created', 'setup_intent.succeeded', 'payment_method.attached', 'customer.updated']
    await watch.saw(...types)
    await watch.changed('customer.updated', { invoice_settings: { default_payment_method: /^pm_/ } })
  }),
  page(
    'a new card does not replace the subscription’s default',
    'D: smart-retries; section 4.2 H, the trap',
    async (world) => {
      const { open, customer, subscription } = await portal(world)
      const own = idOf(customer.invoice_settings.default_payment_method)
      await world.stripe.subscriptions.update(subscription.id, { default_payment_method: own })
      const { url } = await open({ type: 'payment_method_update' })
      await visit(world, `${url}/payment-methods/add`, card('5555555555554444'))
      same((await world.reread(subscription)).default_payment_method, own)
    },
  ),
  page('a declined card changes nothing', 'D: testing.md; section 6', async (world) => {
    const { open, customer } = await portal(world)
    const { url } = await open({ type: 'payment_method_update' })
    const { status } = await visit(world, `${url}/payment-methods/add`, card('4000000000000002'))
    same(status, 402)
    const after = (await world.stripe.customers.retrieve(customer.id)) as Stripe.Customer
    same(after.invoice_settings, customer.invoice_settings)
  }),
  page('a plan change is charged immediately if configured', 'section 4.2 I', async (world) => {
    const { open, pricier, subscription, confirming } = await portal(world)
    const { url } = await open(confirming({ price: pricier.id, quantity: 1 }))
    await visit(world, `${url}/subscriptions/${subscription.id}/confirm`, {})
    has(await world.latestInvoice(subscription), { billing_reason: 'subscription_update', status: 'paid' })
  }),
  page('the home page shows enabled features', 'section 8', async (world) => {
    const { open } = await portal(world)
    const { html } = await visit(world, (await open()).url)
    for (const mark of ['update-subscription', 'cancel-subscription', 'return-to-business-link', 'hip-link']) {
      must(html.includes(mark), `${mark} is shown`)
    }
  }),
  page('the home page hides disabled features', 'section 8', async (world) => {
    const { open } = await portal(world, { subscription_cancel: { enabled: false } })
    const { html } = await visit(world, (await open()).url)
    must(!html.includes('data-test="cancel-subscription"'), 'no cancellation is offered')
  }),
  page('there is no return link without a return URL', 'D: configure-portal; section 1.1', async (world) => {
    const { open } = await portal(world)
    const { html } = await visit(world, (await open(undefined, { return_url: undefined })).url)
    must(!html.includes('return-to-business-link'), 'there is no return link')
  }),
  page('the page uses the session’s language', 'N23 locale', async (world) => {
    const { open } = await portal(world)
    const { html } = await visit(world, (await open(undefined, { locale: 'de' })).url)
    must(html.includes('lang="de"'), 'the page is German')
  }),
]
