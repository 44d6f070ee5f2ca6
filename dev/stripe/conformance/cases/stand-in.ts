import { registeredOperations } from '../../testing/registered-operations'
import { type Case, locally, page } from '../case'
import { has, must, same } from '../expectations'
import { visit } from '../open-page'
import { of, portal } from '../portal-setup'
import { raw } from '../raw-request'
import { day, hour, itemOf, type World } from '../world'

const settings = 'in Stripe, the final status and the retries are Dashboard settings'

/** Calls one of the stand-in's control routes. */
async function control(world: World, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${world.standIn.url}/_control/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  })
  must(response.ok, await response.text())
}

const finalStates = [
  ['unpaid', 'unpaid', 'customer.subscription.updated'],
  ['past_due', 'past_due', 'invoice.payment_failed'],
  ['pause', 'paused', 'customer.subscription.paused'],
] as const

export const accountSettings: Case[] = finalStates.map(([final_state, status, event]) =>
  locally(
    `an unpaid subscription becomes ${status} with ${final_state}`,
    'section 4.2 F: exhausted',
    settings,
    async (world) => {
      await control(world, 'settings', { final_state, retry_days: [1, 1] })
      try {
        const { subscription, customer, clock } = await world.timed()
        const { id } = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
        await world.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
        const watch = await world.watch(customer.id)
        await world.advance(clock, itemOf(subscription).current_period_end + 5 * day)
        same((await world.reread(subscription)).status, status)
        must((await watch.types()).includes(event), `${event} is sent`)
        has(await world.latestInvoice(subscription), { status: 'open', attempt_count: 3, next_payment_attempt: null })
      } finally {
        await control(world, 'settings', { final_state: 'cancel', retry_days: [3, 5, 7] })
      }
    },
  ),
)

const conditions = [{ type: 'decreasing_item_amount' as const }, { type: 'shortening_interval' as const }]

/** A subscriber to a yearly price who can change to the monthly one. */
async function yearly(world: World) {
  const clock = await world.clock()
  const customer = await world.customer('pm_card_visa', { test_clock: clock.id })
  const month = await world.price(1000)
  const year = await world.price(10_000, { product: String(month.product), recurring: { interval: 'year' } })
  const subscription = await world.subscribe(customer, year)
  const { id: configuration } = await world.stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        products: [{ product: String(month.product), prices: [month.id, year.id] }],
        schedule_at_period_end: { conditions },
      },
    },
  })
  const items = [{ id: itemOf(subscription).id, price: month.id, quantity: 1 }]
  const { url } = await world.stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration,
    flow_data: {
      type: 'subscription_update_confirm',
      subscription_update_confirm: { subscription: subscription.id, items },
    },
  })
  const watch = await world.watch(customer.id)
  await visit(world, `${url}/subscriptions/${subscription.id}/confirm`, {})
  return { clock, customer, month, year, subscription, watch, end: itemOf(subscription).current_period_end }
}

export const scheduledChanges: Case[] = [
  page(
    'a change to a shorter interval waits for the end of the period',
    'section 4.2 J; D: configure-portal 2026-04-30',
    async (world) => {
      const { subscription, year, watch } = await yearly(world)
      const after = await world.reread(subscription)
      same([itemOf(after).price.id, after.status], [year.id, 'active'])
      must(after.schedule, 'the change is in a schedule')
      const created = [
        'subscription_schedule.created',
        'subscription_schedule.updated',
        'customer.subscription.updated',
      ]
      same((await watch.types()).filter((type) => created.includes(type)).sort(), [...created].sort())
    },
  ),
  page('the change then takes effect', 'section 4.2 J', async (world) => {
    const { subscription, month, clock, end } = await yearly(world)
    await world.advance(clock, end + 2 * hour)
    same(itemOf(await world.reread(subscription)).price.id, month.id)
    has(await world.latestInvoice(subscription), { total: 1000, billing_reason: 'subscription_cycle' })
  }),
  page('a portal pause ends automatically', 'D: changelog/endive/2026-10-28; section 2', async (world) => {
    const { subscription, open } = await portal(world)
    const { url } = await open(of.pause(subscription))
    await visit(world, `${url}/subscriptions/${subscription.id}/pause`, { duration: '1-month' })
    same((await world.reread(subscription)).status, 'paused')
  }),
]

export const unsupportedOperations: Case[] = [
  locally(
    'unsupported operations are rejected by name',
    'README.md; section 7',
    'Stripe supports features that the stand-in does not',
    async (world) => {
      let count = 0
      for (const { method, path } of registeredOperations()) {
        const at = path.replace(/:\w+/g, 'x')
        const isRefused = isRefusal(world, method, at)
        if (!isRefused) continue
        const { status, error } = await raw(world, at, { method, ...(method === 'GET' ? {} : { body: '' }) })
        has(
          { status, ...error },
          { status: (code: number) => code === 400 || code === 404, type: 'invalid_request_error' },
        )
        must(String(error.message).includes('stripe-stand-in README'), 'it refers to the README')
        count++
      }
      must(count > 10, 'there are unsupported operations')
    },
  ),
]

function isRefusal({ standIn }: World, method: 'GET' | 'POST' | 'DELETE', path: string): boolean {
  try {
    standIn.ctx.call(method, path)
    return false
  } catch (error) {
    return error instanceof Error && /does not implement|^Unrecognized request URL/.test(error.message)
  }
}
