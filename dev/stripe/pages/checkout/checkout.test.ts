import { describe, expect, it } from 'vitest'
import { runDue } from '../../engine/clock/due-work'
import { card, pathOf } from '../../testing/browser'
import { shop, start } from '../../testing/shop'

function checkout(params: Record<string, unknown> = {}) {
  const its = shop()
  const customer = its.call('/v1/customers', { email: 'ada@example.com' })
  const session = its.call('/v1/checkout/sessions', {
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: its.proMonth.id, quantity: 1 }],
    success_url: 'http://127.0.0.1:3000/started?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:3000/pricing',
    locale: 'en',
    ...params,
  })
  const subscriptions = () => its.ctx.store.all('subscription')
  return { ...its, customer, session, path: pathOf(session.url), subscriptions }
}

const trial = { subscription_data: { trial_period_days: 14 } }

describe('Checkout', () => {
  it('shows the purchase and the price after the trial', async () => {
    const { web, path } = checkout(trial)
    const page = await web.get(path)
    expect(page.text).toContain('Try Pro')
    expect(page.text).toContain('14 days free')
    expect(page.text).toContain('Then $19.00 per month')
    expect(page.text).toMatch(/Total due today \$0\.00/)
    expect(page.text).toContain('Start trial')
    expect(page.text).toContain('starting December 7, 2026')
    expect(page.html).toContain('href="http://127.0.0.1:3000/pricing"')
    expect(page.html).toContain('value="ada@example.com"')
  })

  it('starts the trial and returns with the session ID', async () => {
    const { web, path, session, subscriptions } = checkout(trial)
    const response = await web.post(path, card())
    expect([response.status, response.location]).toEqual([
      303,
      `http://127.0.0.1:3000/started?session_id=${session.id}`,
    ])
    expect(subscriptions().map((one) => one.status)).toEqual(['trialing'])
  })

  it('updates the customer only if customer_update allows it', async () => {
    const plain = checkout()
    await plain.web.post(plain.path, card())
    expect(plain.read(plain.customer.id)).toMatchObject({ name: null, address: null })
    const { web, path, read, customer } = checkout({ customer_update: { name: 'auto', address: 'auto' } })
    await web.post(path, card())
    const address = { country: 'US', postal_code: '94107' }
    expect(read(customer.id)).toMatchObject({ name: 'Ada Lovelace', address })
  })

  it('accepts only currencies that the price supports', async () => {
    expect(() => checkout({ currency: 'eur' })).toThrow(/no amount in eur/)
    const its = shop()
    const recurring = { interval: 'month' }
    const amounts = { currency: 'usd', unit_amount: 1900, currency_options: { eur: { unit_amount: 1700 } } }
    const price = its.call('/v1/prices', { product: its.proMonth.product, recurring, ...amounts })
    const { id, url } = its.call('/v1/checkout/sessions', {
      mode: 'subscription',
      currency: 'eur',
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:3000/started',
      locale: 'en',
    })
    expect(its.read(id)).toMatchObject({ currency: 'eur', amount_total: 1700 })
    expect((await its.web.get(pathOf(url))).text).toContain('€17.00')
    expect((await its.web.post(pathOf(url), { ...card(), email: 'ada@example.com' })).status).toBe(303)
    expect(its.ctx.store.all('subscription')).toMatchObject([{ currency: 'eur', status: 'active' }])
    expect(its.ctx.store.all('charge')).toMatchObject([{ currency: 'eur', amount: 1700 }])
  })

  it('charges immediately without a trial', async () => {
    const { web, path, subscriptions, read } = checkout()
    expect((await web.get(path)).text).toMatch(/Subscribe to Pro \$19\.00/)
    await web.post(path, card())
    const [subscription] = subscriptions()
    expect(subscription?.status).toBe('active')
    expect(read(subscription?.latest_invoice).status).toBe('paid')
  })

  it('handles a second submission and shows that the session is complete', async () => {
    const { web, path, subscriptions } = checkout()
    const first = await web.post(path, card())
    expect((await web.post(path, card())).location).toBe(first.location)
    expect(subscriptions()).toHaveLength(1)
    const page = await web.get(path)
    expect(page.status).toBe(410)
    expect(page.text).toContain("You're all done here")
  })

  it.each([
    ['4000000000000002', 'Your card was declined.'],
    ['4000000000009995', 'Your card has insufficient funds.'],
    ['4000000000000069', 'Your card has expired.'],
    ['4000000000000127', "Your card's security code is incorrect."],
    ['4242424242424241', 'Your card number is invalid.'],
  ])('shows the error for %s and stays open', async (number, message) => {
    const { web, path, subscriptions, read, session } = checkout()
    const response = await web.post(path, card(number))
    expect(response.status).toBe(402)
    expect(response.text).toContain(message)
    expect(subscriptions()).toEqual([])
    expect(read(session.id).status).toBe('open')
    expect((await web.post(path, card())).status).toBe(303)
  })

  it('requires the cardholder name', async () => {
    const { web, path } = checkout()
    const response = await web.post(path, { ...card(), billingName: '' })
    expect(response.html).toMatch(/id="billingName-error"[^>]*>\s*Required/)
  })
})

describe('Checkout with 3D Secure', () => {
  it('completes after the challenge', async () => {
    const { web, path, session, subscriptions } = checkout()
    const bank = (await web.post(path, card('4000000000003220'))).location ?? ''
    expect(bank).toMatch(/^\/3ds\/pi_/)
    expect(subscriptions()).toEqual([])
    const back = new URL(bank, 'http://x').searchParams.get('return') ?? ''
    const passed = await web.post(bank.split('?')[0] ?? '', { outcome: 'succeed', return: back })
    const done = await web.get(passed.location ?? '')
    expect(done.location).toBe(`http://127.0.0.1:3000/started?session_id=${session.id}`)
    expect(subscriptions().map((one) => one.status)).toEqual(['active'])
  })

  it('returns to the form if the challenge fails', async () => {
    const { web, path, subscriptions } = checkout(trial)
    const bank = (await web.post(path, card('4000000000003220'))).location ?? ''
    const back = new URL(bank, 'http://x').searchParams.get('return') ?? ''
    const failed = await web.post(bank.split('?')[0] ?? '', { outcome: 'fail', return: back })
    const page = await web.get(failed.location ?? '')
    expect(page.text).toContain('We are unable to authenticate your payment method')
    expect(subscriptions()).toEqual([])
    expect((await web.post(path, card())).status).toBe(303)
  })
})

describe('a promotion code', () => {
  it('can be applied and removed', async () => {
    const { web, path } = checkout({ allow_promotion_codes: true })
    expect((await web.post(`${path}/promotion`, { promotionCode: 'WELCOME25' })).location).toBe(path)
    const page = await web.get(path)
    expect(page.text).toContain('WELCOME25')
    expect(page.html).toMatch(/data-testid="discount-amount">-\$4\.75</)
    expect(page.html).toMatch(/data-testid="total-due-today">\$14\.25</)
    await web.post(`${path}/promotion`, { remove: 'yes' })
    expect((await web.get(path)).html).toMatch(/data-testid="total-due-today">\$19\.00</)
  })

  it('shows an error if it is invalid', async () => {
    const { web, path } = checkout({ allow_promotion_codes: true })
    const wrong = await web.post(`${path}/promotion`, { promotionCode: 'NOPE' })
    expect(wrong.status).toBe(402)
    expect(wrong.html).toContain('id="promotionCode-error"')
    expect((await web.post(`${path}/promotion`)).text).toContain('Enter a promotion code.')
  })

  it('is not offered unless the session allows it', async () => {
    const { web, path } = checkout()
    expect((await web.get(path)).text).not.toContain('Add promotion code')
  })
})

describe('a session that cannot be paid', () => {
  it('shows that it has expired, with a return link', async () => {
    const { web, path, clock, subscriptions } = checkout()
    clock.now = start + 25 * 3600
    const page = await web.get(path)
    expect(page.status).toBe(410)
    expect(page.text).toContain('This checkout session has expired')
    expect(page.html).toContain('href="http://127.0.0.1:3000/pricing"')
    expect((await web.post(path, card())).status).toBe(410)
    expect(subscriptions()).toEqual([])
  })

  it('shows that it does not exist', async () => {
    const { web } = shop()
    expect((await web.get('/c/pay/cs_test_nothing')).status).toBe(404)
    expect((await web.post('/c/pay/cs_test_nothing', card())).status).toBe(404)
  })
})

describe('an expired session', () => {
  const recovery = { enabled: true, allow_promotion_codes: true }
  const expired = (params: Record<string, unknown> = {}) => {
    const its = checkout(params)
    its.clock.now = start + 86_401
    const after = its.call(`/v1/checkout/sessions/${its.session.id}/expire`)
    return { ...its, after, url: after.after_expiration?.recovery?.url as string | null }
  }

  it('links to a new session if recovery is enabled', async () => {
    const its = expired({ after_expiration: { recovery }, ...trial, metadata: { team: '7' } })
    expect(its.session.after_expiration).toEqual({ recovery: { ...recovery, url: null, expires_at: null } })
    expect(its.after.after_expiration.recovery.expires_at).toBe(start + 86_401 + 30 * 86_400)
    const { status, location } = await its.web.get(pathOf(its.url ?? ''))
    const copy = its.ctx.store.all('checkout.session').at(-1)
    expect([status, location]).toEqual([303, copy?.url])
    expect(copy).toMatchObject({
      status: 'open',
      recovered_from: its.session.id,
      allow_promotion_codes: true,
      customer: its.customer.id,
      metadata: { team: '7' },
      amount_total: 0,
    })
    await its.web.post(pathOf(location ?? ''), card())
    expect(its.subscriptions().map((one) => one.status)).toEqual(['trialing'])
  })

  it('cannot be recovered without that setting, after a month, or with an inactive price', async () => {
    const plain = expired()
    expect(plain.after.after_expiration).toBeNull()
    expect((await plain.web.get(`/c/recover/${plain.session.id}`)).status).toBe(410)
    expect((await plain.web.get('/c/recover/cs_nothing')).status).toBe(404)
    const its = expired({ after_expiration: { recovery } })
    its.call(`/v1/prices/${its.proMonth.id}`, { active: false })
    expect((await its.web.get(pathOf(its.url ?? ''))).status).toBe(410)
    its.call(`/v1/prices/${its.proMonth.id}`, { active: true })
    its.clock.now += 30 * 86_400
    expect((await its.web.get(pathOf(its.url ?? ''))).status).toBe(410)
    expect(its.ctx.store.all('checkout.session')).toHaveLength(1)
  })

  it('stays open until its expiration time', async () => {
    const its = checkout({ after_expiration: { recovery } })
    expect((await its.web.get(`/c/recover/${its.session.id}`)).status).toBe(410)
    runDue(its.ctx, start + 86_400)
    expect(its.read(its.session.id)).toMatchObject({ status: 'expired', url: null })
    expect(its.read(its.session.id).after_expiration.recovery.url).toMatch(/recover/)
  })
})
