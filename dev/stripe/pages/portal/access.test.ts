import { describe, expect, it } from 'vitest'
import { changeSettings } from '../../engine/core/account-settings'
import { pathOf } from '../../testing/browser'
import { shop, start } from '../../testing/shop'

describe('portal links', () => {
  it('returns 404 for an unknown link', async () => {
    const { web } = shop()
    const page = await web.get('/p/session/test_nothing')
    expect(page.status).toBe(404)
    expect(page.text).toContain('This link is not valid')
    expect((await web.post('/p/session/test_nothing/customer/update', { name: 'x' })).status).toBe(404)
  })

  it('cannot access another customer’s subscription', async () => {
    const its = shop()
    const theirs = its.subscribe(its.customer(), its.proMonth)
    const path = its.portal(its.customer())
    const response = await its.web.post(`${path}/subscriptions/${theirs.id}/cancel`)
    expect(response.location).toBe(path)
    expect(its.read(theirs.id).cancel_at).toBeNull()
  })

  it('cannot access another customer’s card', async () => {
    const its = shop()
    const other = its.customer()
    const card = other.invoice_settings.default_payment_method
    const path = its.portal(its.customer())
    await its.web.post(`${path}/payment-methods/${card}/delete`)
    expect(its.read(card).customer).toBe(other.id)
  })

  it('changes nothing on GET requests', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const path = its.portal(its.read(subscription.customer))
    const before = JSON.stringify(its.read(subscription.id))
    for (const name of ['cancel', 'pause', 'update', 'survey', 'keep', 'resume', 'cancel-change', 'retain']) {
      await its.web.get(`${path}/subscriptions/${subscription.id}/${name}`)
    }
    expect(JSON.stringify(its.read(subscription.id))).toBe(before)
  })
})

describe('an expired link', () => {
  const expired = (after_expiration?: object) => {
    const its = shop()
    const person = its.customer()
    const path = its.portal(person, after_expiration ? { after_expiration } : {})
    its.clock.now = start + 301
    return { ...its, path, person }
  }

  it('can be recovered only with the customer’s email address', async () => {
    const { web, path, ctx, person, configuration } = expired({ type: 'customer_login' })
    const page = await web.get(path)
    expect([page.status, page.html.includes(`action="${path}/recover"`)]).toEqual([410, true])
    for (const email of ['', 'eve@example.com']) {
      const rejected = await web.post(`${path}/recover`, { email })
      expect([rejected.status, rejected.location]).toEqual([410, null])
      expect(rejected.text).toContain('match this link')
    }
    const { status, location } = await web.post(`${path}/recover`, { email: ' ADA@example.com' })
    expect(status).toBe(303)
    const made = ctx.store.all('billing_portal.session').at(-1)
    expect(made).toMatchObject({ url: location, customer: person.id, configuration: configuration.id, flow: null })
    expect((await web.get(pathOf(location ?? ''))).text).toContain('ada@example.com')
  })

  it('cannot be recovered without the setting or after the deadline', async () => {
    const past = { type: 'customer_login', customer_login: { expires_at: start + 300 } }
    for (const after of [undefined, past]) {
      const { web, path, ctx } = expired(after)
      expect((await web.get(path)).html).not.toContain('/recover')
      expect((await web.post(`${path}/recover`, { email: 'ada@example.com' })).status).toBe(410)
      expect(ctx.store.all('billing_portal.session')).toHaveLength(1)
    }
  })

  it('cannot be recovered if it is still valid or never existed', async () => {
    const its = shop()
    const path = its.portal(its.customer(), { after_expiration: { type: 'customer_login' } })
    expect((await its.web.post(`${path}/recover`, { email: 'ada@example.com' })).location).toBe(path)
    expect((await its.web.post('/p/session/test_nothing/recover', { email: 'ada@example.com' })).status).toBe(404)
  })
})

describe('a login page', () => {
  it('accepts a customer’s email address if it is enabled', async () => {
    const its = shop()
    const person = its.customer()
    const at = `/v1/billing_portal/configurations/${its.configuration.id}`
    const { login_page } = its.call(at, { login_page: { enabled: true } })
    const path = pathOf(login_page.url)
    expect((await its.web.get(path)).text).toContain('Your billing')
    expect((await its.web.post(path, { email: '' })).status).toBe(400)
    expect((await its.web.post(path, { email: 'eve@example.com' })).text).toContain(
      'No customer has this email address.',
    )
    const { location } = await its.web.post(path, { email: 'ada@example.com' })
    expect(its.ctx.store.all('billing_portal.session').at(-1)).toMatchObject({ url: location, customer: person.id })
    expect(its.call(at, { login_page: { enabled: false } }).login_page).toEqual({ enabled: false, url: null })
    expect((await its.web.get(path)).status).toBe(404)
    expect((await its.web.post(path, { email: 'ada@example.com' })).status).toBe(404)
  })
})

describe('the default configuration', () => {
  it('exists after it is saved in the settings', async () => {
    const its = shop()
    const params = { customer: its.customer().id }
    expect(() => its.call('/v1/billing_portal/sessions', params)).toThrow(/No configuration provided/)
    changeSettings(its.ctx, { default_portal: true })
    const first = its.call('/v1/billing_portal/sessions', params)
    expect(its.call('/v1/billing_portal/sessions', params).configuration).toBe(first.configuration)
    expect(its.read(first.configuration)).toMatchObject({
      is_default: true,
      features: { subscription_update: { enabled: false }, subscription_cancel: { enabled: true } },
    })
    const off = () => its.call(`/v1/billing_portal/configurations/${first.configuration}`, { active: false })
    expect(off).toThrow(/default configuration cannot be deactivated/)
  })
})

describe('portal features', () => {
  it('follow the configuration', async () => {
    const its = shop({
      subscription_update: { enabled: false },
      subscription_cancel: { enabled: false },
      subscription_pause: { enabled: false },
      invoice_history: { enabled: false },
      customer_update: { enabled: false },
    })
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const path = its.portal(its.read(subscription.customer))
    const page = await its.web.get(path)
    for (const missing of [
      'Update subscription',
      'Cancel subscription',
      'Pause',
      'Invoice history',
      'Update information',
    ]) {
      expect(page.text).not.toContain(missing)
    }
    const response = await its.web.post(`${path}/subscriptions/${subscription.id}/cancel`)
    expect(response.status).toBe(400)
    expect(its.read(subscription.id).cancel_at).toBeNull()
  })

  it('only allow cancellation of a subscription with several items', async () => {
    const its = shop()
    const customer = its.customer()
    const items = [{ price: its.proMonth.id }, { price: its.businessMonth.id }]
    its.call('/v1/subscriptions', { customer: customer.id, items })
    const page = await its.web.get(its.portal(customer))
    expect(page.text).toContain('You can cancel this subscription here')
    expect(page.html).not.toContain('data-test="update-subscription"')
    expect(page.html).toContain('data-test="cancel-subscription"')
  })

  it('use the session’s language', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const path = its.portal(its.read(subscription.customer), { locale: 'de' })
    const page = await its.web.get(path)
    expect(page.html).toContain('<html lang="de">')
    expect(page.text).toContain('Abonnement kündigen')
    expect(page.text).toContain('Zurück zu Acme')
  })

  it('use the browser’s language if the session does not specify one', async () => {
    const its = shop()
    const path = its.portal(its.customer(), { locale: 'auto' })
    const page = await its.web.get(path, { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' })
    expect(page.html).toContain('<html lang="de-AT">')
  })

  it('escape HTML in names', async () => {
    const its = shop()
    const customer = its.customer()
    its.call(`/v1/customers/${customer.id}`, { name: '<script>alert(1)</script>"' })
    const page = await its.web.get(its.portal(customer))
    expect(page.html).not.toContain('<script>')
    expect(page.html).toContain('&lt;script&gt;')
  })
})
