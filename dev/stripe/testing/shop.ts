import { createEngine } from '../create-engine'
import type { Context } from '../engine/core/context'
import type { Stored } from '../engine/core/store'
import { pages } from '../pages'
import { browser, pathOf } from './browser'

/** 2026-11-23 12:00 UTC. */
export const start = Date.parse('2026-11-23T12:00:00Z') / 1000

type SessionParams = Record<string, unknown>

/** A business with two plans, a coupon, a promotion code, and a portal configuration, on a clock that tests control. */
export function shop(features: Record<string, unknown> = {}) {
  const clock = { now: start }
  const ctx = createEngine({ wallClock: () => clock.now, origin: 'http://127.0.0.1:9' })
  const app = pages(ctx)
  const call = <T extends Stored = Stored>(path: string, params: Record<string, unknown> = {}) =>
    ctx.call<T>('POST', path, params)
  const catalog = stock(call)
  const configuration = call('/v1/billing_portal/configurations', { features: featuresOf(catalog, features) })
  return { ctx, clock, call, web: browser(app), configuration, ...catalog, ...people(ctx, call, configuration) }
}

type Call = (path: string, params?: Record<string, unknown>) => Stored

function stock(call: Call) {
  const product = (name: string) => call('/v1/products', { name })
  const price = (of: Stored, unit_amount: number, interval: string) =>
    call('/v1/prices', {
      product: of.id,
      currency: 'usd',
      unit_amount,
      recurring: { interval },
      tax_behavior: 'exclusive',
    })
  const [pro, business] = [product('Pro'), product('Business')]
  const coupon = call('/v1/coupons', { percent_off: 20, duration: 'repeating', duration_in_months: 3, name: 'Stay' })
  const welcome = call('/v1/coupons', { percent_off: 25, duration: 'once', name: 'Welcome' })
  const code = call('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: welcome.id }, code: 'WELCOME25' })
  const prices = {
    proMonth: price(pro, 1900, 'month'),
    proYear: price(pro, 19_000, 'year'),
    businessMonth: price(business, 4900, 'month'),
    businessYear: price(business, 49_000, 'year'),
  }
  return { pro, business, coupon, code, ...prices }
}

type Catalog = ReturnType<typeof stock>

function featuresOf(catalog: Catalog, changed: Record<string, unknown>) {
  const { pro, business, proMonth, proYear, businessMonth, businessYear } = catalog
  const options = ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other']
  return {
    customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'phone', 'tax_id'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: 'at_period_end', cancellation_reason: { enabled: true, options } },
    subscription_pause: {
      enabled: true,
      duration: {
        type: 'interval_options',
        interval_options: [
          { interval: 'month', interval_count: 1 },
          { interval: 'month', interval_count: 3 },
        ],
      },
    },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price', 'quantity', 'promotion_code'],
      proration_behavior: 'always_invoice',
      schedule_at_period_end: { conditions: [{ type: 'shortening_interval' }] },
      products: [
        { product: pro.id, prices: [proMonth.id, proYear.id] },
        {
          product: business.id,
          prices: [businessMonth.id, businessYear.id],
          adjustable_quantity: { enabled: true, minimum: 1, maximum: 100 },
        },
      ],
    },
    ...changed,
  }
}

function people(ctx: Context, call: Call, configuration: Stored) {
  const customer = (number = '4242424242424242') => {
    const person = call('/v1/customers', { email: 'ada@example.com', name: 'Ada Lovelace' })
    const method = call('/v1/payment_methods', {
      type: 'card',
      card: { number, exp_month: 12, exp_year: 2034, cvc: '123' },
    })
    call(`/v1/payment_methods/${method.id}/attach`, { customer: person.id })
    return call(`/v1/customers/${person.id}`, { invoice_settings: { default_payment_method: method.id } })
  }
  const subscribe = (person: Stored, price: Stored, more: Record<string, unknown> = {}) =>
    call('/v1/subscriptions', { customer: person.id, items: [{ price: price.id }], ...more })
  const portal = (person: Stored, params: SessionParams = {}) => {
    const session = call('/v1/billing_portal/sessions', {
      customer: person.id,
      configuration: configuration.id,
      return_url: 'http://127.0.0.1:3000/account/billing',
      locale: 'en',
      ...params,
    })
    return pathOf(session.url)
  }
  const read = (id: string): Stored => {
    const found = ctx.store.get(id)
    if (!found) throw new Error(`no object with ID ${id}`)
    return found
  }
  return { customer, subscribe, portal, read }
}

export type Shop = ReturnType<typeof shop>

export const endings = {
  redirect: { type: 'redirect', redirect: { return_url: 'http://127.0.0.1:3000/done' } },
  hosted_confirmation: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'Thank you, Ada.' } },
  portal_homepage: { type: 'portal_homepage' },
} as const
