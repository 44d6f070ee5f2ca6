import { createEngine } from '../create-engine'
import { runDue } from '../engine/clock/due-work'
import type { Stored } from '../engine/core/store'

type Params = Record<string, unknown>

/** A stand-in without HTTP, on a wall clock that the test controls. `pass` advances the time and runs due work. */
export function engine(start: number) {
  const clock = { now: start }
  const ctx = createEngine({ wallClock: () => clock.now, origin: 'http://127.0.0.1:9' })
  const call = <T = Stored>(path: string, params: Params = {}) => ctx.call<T>('POST', path, params)
  const read = (id: string): Stored => {
    const found = ctx.store.get(id)
    if (!found) throw new Error(`no object with ID ${id}`)
    return found
  }
  const pass = (to: number) => {
    clock.now = to
    runDue(ctx, to)
  }
  const price = (unit_amount: number, recurring: Params = { interval: 'month' }, name = 'Pro') => {
    const product = call('/v1/products', { name })
    return call('/v1/prices', {
      product: product.id,
      currency: 'usd',
      unit_amount,
      recurring,
      tax_behavior: 'exclusive',
    })
  }
  const customer = (token: string | null = 'pm_card_visa', params: Params = {}) => {
    const made = call('/v1/customers', { email: 'ada@example.com', ...params })
    if (!token) return made
    const method = call(`/v1/payment_methods/${token}/attach`, { customer: made.id })
    return call(`/v1/customers/${made.id}`, { invoice_settings: { default_payment_method: method.id } })
  }
  const subscribe = (to: Stored, what: Stored, more: Params = {}) =>
    call('/v1/subscriptions', { customer: to.id, items: [{ price: what.id }], ...more })
  const invoices = (subscription: Stored) =>
    ctx.store.all('invoice').filter((invoice) => invoice.parent?.subscription_details?.subscription === subscription.id)
  const events = () => ctx.store.all('event').map((event) => event.type as string)
  return { ctx, clock, call, read, pass, price, customer, subscribe, invoices, events }
}

export const at = (date: string) => Date.parse(date) / 1000

export function emitted(its: ReturnType<typeof engine>, work: () => unknown) {
  const before = its.ctx.store.all('event').length
  try {
    work()
  } catch (error) {
    if (!(error as { keep?: boolean }).keep) throw error
  }
  return its.ctx.store.all('event').slice(before)
}
export const typesOf = (events: Stored[]) => events.map((event) => event.type as string)
export const previousOf = (events: Stored[], type: string) =>
  events.find((event) => event.type === type)?.data.previous_attributes
