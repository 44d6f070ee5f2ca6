import { describe, expect, it } from 'vitest'
import { shop, start } from '../testing/shop'

describe('the panel', () => {
  it('is there before anything is', async () => {
    const { web } = shop()
    const page = await web.get('/')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Stripe stand-in')
  })

  it('lists customers, subscriptions and events', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const page = await its.web.get('/')
    expect(page.text).toContain('ada@example.com')
    expect(page.html).toContain(subscription.id)
    expect(page.text).toContain('customer.subscription.created')
  })

  it('opens a customer’s portal', async () => {
    const its = shop()
    const customer = its.customer()
    const answer = await its.web.post(`/panel/customers/${customer.id}/portal`)
    // Without a default configuration Stripe refuses, in its own words.
    expect(answer.text).toContain('No configuration provided')
  })

  it('moves a test clock on', async () => {
    const its = shop()
    const clock = its.call('/v1/test_helpers/test_clocks', { frozen_time: start, name: 'Ada’s time' })
    const customer = its.call('/v1/customers', { email: 'ada@example.com', test_clock: clock.id })
    const payment_method = its.call('/v1/payment_methods/pm_card_visa/attach', { customer: customer.id }).id
    its.subscribe(customer, its.proMonth, { default_payment_method: payment_method, trial_period_days: 14 })
    const page = await its.web.get('/')
    expect(page.text).toContain('To the trial end')
    const to = String(start + 86_400)
    expect((await its.web.post(`/panel/clocks/${clock.id}/advance`, { to })).location).toBe('/#clocks')
    const wrong = await its.web.post(`/panel/clocks/${clock.id}/advance`, { to: '5' })
    expect(wrong.status).toBe(400)
    expect(wrong.html).toContain('role="alert"')
  })
})
