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
    expect(response.headers()['permissions-policy']).toContain('camera=()')
    expect(response.headers()['cross-origin-opener-policy']).toBe('same-origin')
    expect(response.headers()['strict-transport-security']).toBeUndefined()
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

test('gives inline scripts on rendered pages a new nonce and runs no others', async ({ owner, page, problems }) => {
  const seen = new Set<string>()
  for (const path of ['/dashboard', '/account/billing', '/projects', '/dashboard']) {
    const response = await page.goto(path)
    const scripts = /script-src ([^;]*)/.exec(response?.headers()['content-security-policy'] ?? '')?.[1] ?? ''
    expect(scripts).toMatch(/^'self' 'nonce-[\w+/=]{24}'$/)
    seen.add(scripts)
    const inline = [...((await response?.text()) ?? '').matchAll(/<script(?![^>]* src=)([^>]*)>/g)]
    expect(inline.length).toBeGreaterThan(0)
    for (const [, attributes] of inline) expect(attributes).toContain('nonce=')
  }
  expect(seen.size).toBe(4)
  const blocked = page.waitForEvent('console', (message) => message.text().includes('script-src'))
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "injected"'
    document.body.append(script)
  })
  await blocked
  expect(await page.title()).not.toBe('injected')
  expect(problems.splice(0)).toHaveLength(1)
  expect(owner.email).toContain('@')
})

test('sends security headers with API responses and static files', async ({ page }) => {
  for (const path of ['/api/health', '/api/cron/drain', '/api/no-such-route']) {
    const headers = (await page.request.get(environment.appUrl + path)).headers()
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers['cache-control']).toContain('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  }
  const html = await (await page.request.get(environment.appUrl)).text()
  const script = /src="([^"]*\/_next\/static\/[^"]*\.js)"/.exec(html)?.[1] ?? ''
  const headers = (await page.request.get(new URL(script, environment.appUrl).href)).headers()
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cache-control']).toContain('immutable')
})

test('requires https for two years, but only behind a proxy that terminates TLS', async () => {
  const secure = { 'x-forwarded-proto': 'https' }
  for (const path of ['/', '/sign-in', '/api/health']) {
    const sent = await headersAs('app.example.com', path, secure)
    expect(sent['strict-transport-security']).toBe('max-age=63072000')
    expect((await headersAs('app.example.com', path))['strict-transport-security']).toBeUndefined()
    expect((await headersAs('localhost:3000', path, secure))['strict-transport-security']).toBeUndefined()
  }
})

test('rejects a form from another site that forges X-Forwarded-Host', async ({ page, problems }) => {
  const html = await (await page.request.get(`${environment.appUrl}/sign-in`)).text()
  const form = /<form[^>]*>.*?name="email".*?<\/form>/s.exec(html)?.[0] ?? ''
  const hidden = [...form.matchAll(/<input type="hidden" name="(\$ACTION[^"]*)"(?: value="([^"]*)")?/g)]
  const fields = Object.fromEntries(hidden.map(([, name, value = '']) => [name, value.replaceAll('&quot;', '"')]))
  const multipart = { ...fields, email: 'nobody@example.com', password: 'wrong', next: '' }
  const answerTo = async (origin: string) => {
    const headers = { origin, 'x-forwarded-host': new URL(origin).host }
    return (await page.request.post(`${environment.appUrl}/sign-in`, { headers, multipart })).text()
  }
  expect(await answerTo(environment.appUrl)).toContain('Incorrect email or password')
  for (const forged of ['https://evil.example', environment.appUrl.replace('http:', 'https:')]) {
    expect(await answerTo(forged)).toContain('This request didn’t come from this site.')
  }
  expect(problems.splice(0)).toEqual([])
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
function headersAs(host: string, path: string, others = {}): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    get(environment.appUrl + path, { headers: { ...others, host } }, (response) => {
      response.resume()
      resolve(response.headers)
    }).on('error', reject)
  })
}
