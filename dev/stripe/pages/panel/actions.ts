import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'

// Panel actions that Stripe's API does not have.

/** Returns a link to a customer's portal, with the default configuration or the newest active one. */
export function portalUrl(ctx: Context, customer: string, return_url: string): string {
  const usable = ctx.store.all('billing_portal.configuration').filter((one) => one.active)
  const configuration = (usable.find((one) => one.is_default) ?? usable.at(-1))?.id as string | undefined
  const params = { customer, return_url, ...(configuration ? { configuration } : {}) }
  return ctx.call<Stored>('POST', '/v1/billing_portal/sessions', params).url
}

/**
 * Moves a customer and all their objects from the wall clock to a new test clock. Stripe can only set a test clock when
 * it creates a customer, but developers need to test renewals for customers who signed up in the app.
 */
export function addTestClock(ctx: Context, id: string): void {
  ctx.transaction(() => {
    const customer = ctx.call<Stored>('GET', `/v1/customers/${id}`)
    if (customer.deleted || customer.test_clock) return
    const name = customer.email ?? customer.id
    const clock = ctx.call<Stored>('POST', '/v1/test_helpers/test_clocks', { frozen_time: ctx.wallClock(), name })
    for (const own of [customer, ...ctx.store.of(id)]) {
      if ('test_clock' in own) ctx.store.patch(own.id, { test_clock: clock.id })
    }
    ctx.emit('customer.updated', ctx.store.get(id) as Stored, { test_clock: null })
  })
}

/** Gives a customer and their subscriptions a card that can be attached but fails when charged (Stripe docs: testing). */
export function setFailingCard(ctx: Context, id: string): void {
  ctx.transaction(() => {
    const { id: card } = ctx.call<Stored>('POST', '/v1/payment_methods/pm_card_chargeCustomerFail/attach', {
      customer: id,
    })
    ctx.call('POST', `/v1/customers/${id}`, { invoice_settings: { default_payment_method: card } })
    for (const own of ctx.store.of(id)) {
      const isLive = own.object === 'subscription' && !['canceled', 'incomplete_expired'].includes(own.status)
      if (isLive && own.default_payment_method) {
        ctx.call('POST', `/v1/subscriptions/${own.id}`, { default_payment_method: card })
      }
    }
  })
}

/** Creates a customer on a test clock with a renewal payment that will fail. */
export function createFailedPaymentExample(ctx: Context): void {
  ctx.transaction(() => {
    const frozen_time = ctx.wallClock()
    const clock = ctx.call<Stored>('POST', '/v1/test_helpers/test_clocks', {
      frozen_time,
      name: 'Failed payment example',
    })
    const params = { email: 'example@example.com', name: 'Example', test_clock: clock.id }
    const customer = ctx.call<Stored>('POST', '/v1/customers', params)
    const card = ctx.call<Stored>('POST', '/v1/payment_methods/pm_card_visa/attach', { customer: customer.id })
    const product = ctx.call<Stored>('POST', '/v1/products', { name: 'Example' })
    const recurring = { interval: 'month' }
    const cost = { product: product.id, currency: 'usd', unit_amount: 1900, recurring, tax_behavior: 'exclusive' }
    const price = ctx.call<Stored>('POST', '/v1/prices', cost)
    const items = [{ price: price.id }]
    ctx.call('POST', '/v1/subscriptions', { customer: customer.id, items, default_payment_method: card.id })
    setFailingCard(ctx, customer.id)
  })
}
