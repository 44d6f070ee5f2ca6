import { describe, expect, it } from 'vitest'
import { endings, shop } from '../../../testing/shop'

function canceling(retention = false, features: Record<string, unknown> = {}) {
  const its = shop(features)
  const subscription = its.subscribe(its.customer(), its.proMonth)
  const offer = { retention: { type: 'coupon_offer', coupon_offer: { coupon: its.coupon.id } } }
  const path = its.portal(its.read(subscription.customer), {
    flow_data: {
      type: 'subscription_cancel',
      subscription_cancel: { subscription: subscription.id, ...(retention ? offer : {}) },
      after_completion: endings.redirect,
    },
  })
  const at = `${path}/subscriptions/${subscription.id}`
  return { ...its, subscription, path, at, now: () => its.read(subscription.id) }
}

describe('canceling', () => {
  it('ends a flexible subscription at the end of its period', async () => {
    const { web, at, now, subscription } = canceling()
    const response = await web.post(`${at}/cancel`)
    expect(response.location).toBe(`${at}/survey`)
    expect(now().cancel_at).toBe(subscription.items.data[0].current_period_end)
    expect(now().cancel_at_period_end).toBe(false)
    expect(now().cancellation_details.reason).toBe('cancellation_requested')
  })

  it('ends the subscription immediately if configured', async () => {
    const { web, at, now } = canceling(false, { subscription_cancel: { enabled: true, mode: 'immediately' } })
    const response = await web.post(`${at}/cancel`)
    expect(response.location).toBe('http://127.0.0.1:3000/done')
    expect(now().status).toBe('canceled')
  })
})

describe('the survey', () => {
  it('offers the configured reasons and stores the response', async () => {
    const { web, at, now } = canceling()
    await web.post(`${at}/cancel`)
    const page = await web.get(`${at}/survey`)
    expect(page.html).toContain('data-test="cancel-reason-opt-too_expensive"')
    expect(page.html).not.toContain('cancel-reason-opt-low_quality')
    const response = await web.post(`${at}/survey`, { reason: 'other', comment: 'Moving to the sea.' })
    expect(response.location).toBe('http://127.0.0.1:3000/done')
    expect(now().cancellation_details).toMatchObject({ feedback: 'other', comment: 'Moving to the sea.' })
  })

  it('stores a comment only for "Other reason"', async () => {
    const { web, at, now } = canceling()
    await web.post(`${at}/cancel`)
    await web.post(`${at}/survey`, { reason: 'unused', comment: 'never mind' })
    expect(now().cancellation_details).toMatchObject({ feedback: 'unused', comment: null })
  })

  it('remains available at the flow URL until skipped', async () => {
    const { web, at, path, now } = canceling()
    await web.post(`${at}/cancel`)
    expect((await web.get(path)).html).toContain('cancellation_reason_cancel')
    const response = await web.post(`${at}/survey`, { reason: 'unused', skip: 'yes' })
    expect(response.location).toBe('http://127.0.0.1:3000/done')
    expect(now().cancellation_details.feedback).toBeNull()
    expect((await web.get(path)).status).toBe(410)
  })

  it('ignores a reason that is not offered', async () => {
    const { web, at, now } = canceling()
    await web.post(`${at}/cancel`)
    await web.post(`${at}/survey`, { reason: 'low_quality' })
    expect(now().cancellation_details.feedback).toBeNull()
  })
})

describe('the retention offer', () => {
  it('applies the coupon instead of canceling and completes the flow', async () => {
    const { web, at, path, now } = canceling(true)
    expect((await web.get(path)).text).toContain('Before you go: 20% off for 3 months')
    const response = await web.post(`${at}/retain`)
    expect(response.location).toBe('http://127.0.0.1:3000/done')
    expect(now().discounts).toHaveLength(1)
    expect(now().cancel_at).toBeNull()
    expect((await web.get(path)).text).toContain('This link has already been used')
  })

  it('is hidden if the session has no coupon', async () => {
    const { web, at, path, now } = canceling(false)
    expect((await web.get(path)).html).not.toContain('retention-coupon')
    expect((await web.post(`${at}/retain`)).status).toBe(400)
    expect(now().discounts).toEqual([])
  })

  it('can be declined', async () => {
    const { web, at, now } = canceling(true)
    await web.post(`${at}/cancel`)
    expect(now().cancel_at).not.toBeNull()
    expect(now().discounts).toEqual([])
  })
})

describe('keeping a subscription', () => {
  it('undoes the cancellation from the portal home page', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const path = its.portal(its.read(subscription.customer))
    const at = `${path}/subscriptions/${subscription.id}`
    await its.web.post(`${at}/cancel`)
    await its.web.post(`${at}/survey`, { skip: 'yes' })
    const home = await its.web.get(path)
    expect(home.text).toContain("Don't cancel subscription")
    expect(home.html).not.toContain('data-test="cancel-subscription"')
    expect((await its.web.get(`${at}/keep`)).html).toContain('data-testid="confirm"')
    expect(its.read(subscription.id).cancel_at).not.toBeNull()
    await its.web.post(`${at}/keep`)
    expect(its.read(subscription.id).cancel_at).toBeNull()
    expect((await its.web.get(path)).html).toContain('data-test="cancel-subscription"')
  })
})

describe('a subscription that ends while a page is open', () => {
  it.each(['cancel', 'pause', 'update'])('does not break the %s page', async (page) => {
    const { web, at, ctx, subscription } = canceling()
    ctx.call('DELETE', `/v1/subscriptions/${subscription.id}`)
    const response = await web.get(`${at}/${page}`)
    expect(response.status).toBeLessThan(500)
  })
})
