import { describe, expect, it } from 'vitest'
import { pathOf } from '../../testing/browser'
import { shop, start } from '../../testing/shop'

describe('the panel', () => {
  it('renders without any data', async () => {
    const { web } = shop()
    const page = await web.get('/')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Stripe stand-in')
  })

  it('lists customers, subscriptions, and events', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const page = await its.web.get('/')
    expect(page.text).toContain('ada@example.com')
    expect(page.html).toContain(subscription.id)
    expect(page.text).toContain('customer.subscription.created')
  })

  it('opens the customer portal', async () => {
    const its = shop()
    const path = `/panel/customers/${its.customer().id}/portal`
    // If there is no default configuration, the panel uses the newest one.
    const { location } = await its.web.post(path)
    expect((await its.web.get(pathOf(location ?? ''))).text).toContain('ada@example.com')
    its.call(`/v1/billing_portal/configurations/${its.configuration.id}`, { active: false })
    expect((await its.web.post(path)).text).toContain('No configuration provided')
  })

  it('advances the failed payment example through its renewal and every retry', async () => {
    const { web, ctx } = shop()
    expect((await web.get('/')).text).toContain('Create failed payment example')
    expect((await web.post('/panel/example')).location).toBe('/#clocks')
    const seen: string[] = []
    for (let step = 0; step < 4; step++) {
      const { html } = await web.get('/')
      const button =
        /name="to" value="(\d+)" title="[^"]*">Advance to next retry/.exec(html) ??
        /name="to" value="(\d+)" title="[^"]*">Advance to renewal/.exec(html)
      const clock = ctx.store.all('test_helpers.test_clock')[0]
      await web.post(`/panel/clocks/${clock?.id}/advance`, { to: button?.[1] ?? '' })
      seen.push(ctx.store.all('subscription')[0]?.status)
    }
    expect((await web.get('/')).text).toContain('4 attempts, no more retries')
    expect(seen).toEqual(['past_due', 'past_due', 'past_due', 'canceled'])
    expect((await web.get('/')).text).toContain('customer.subscription.deleted')
  })

  it('adds a test clock and a failing card to a customer', async () => {
    const its = shop()
    const customer = its.customer()
    const own = customer.invoice_settings.default_payment_method
    const subscription = its.subscribe(customer, its.proMonth, { default_payment_method: own })
    expect((await its.web.get('/')).text).toContain('Add test clock')
    expect((await its.web.post(`/panel/customers/${customer.id}/clock`)).location).toBe('/#clocks')
    const clock = its.read(customer.id).test_clock
    expect([its.read(clock).frozen_time, its.read(subscription.id).test_clock]).toEqual([start, clock])
    expect((await its.web.get('/')).text).not.toContain('Add test clock')
    await its.web.post(`/panel/customers/${customer.id}/failing-card`)
    const to = String(subscription.items.data[0].current_period_end + 3600)
    await its.web.post(`/panel/clocks/${clock}/advance`, { to })
    expect(its.read(subscription.id).status).toBe('past_due')
    const unknown = await its.web.post('/panel/customers/cus_none/clock')
    expect([unknown.status, unknown.text.includes('No such customer')]).toEqual([400, true])
  })

  it('advances a test clock', async () => {
    const its = shop()
    const clock = its.call('/v1/test_helpers/test_clocks', { frozen_time: start, name: 'Ada’s time' })
    const customer = its.call('/v1/customers', { email: 'ada@example.com', test_clock: clock.id })
    const payment_method = its.call('/v1/payment_methods/pm_card_visa/attach', { customer: customer.id }).id
    its.subscribe(customer, its.proMonth, { default_payment_method: payment_method, trial_period_days: 14 })
    const page = await its.web.get('/')
    expect(page.text).toContain('Advance to trial end')
    const to = String(start + 86_400)
    expect((await its.web.post(`/panel/clocks/${clock.id}/advance`, { to })).location).toBe('/#clocks')
    const wrong = await its.web.post(`/panel/clocks/${clock.id}/advance`, { to: '5' })
    expect(wrong.status).toBe(400)
    expect(wrong.html).toContain('role="alert"')
  })
})
