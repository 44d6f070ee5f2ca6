import { expect, it } from 'vitest'
import { securityHeaders } from './security-headers'

const [everywhere, here] = securityHeaders()

it('allows forms to redirect to Stripe, and to localhost only if the app is opened on localhost', () => {
  expect(formAction(everywhere)).toBe(
    "form-action 'self' https://checkout.stripe.com https://billing.stripe.com https://invoice.stripe.com",
  )
  expect(everywhere?.has).toBeUndefined()
  expect(formAction(here)).toBe(`${formAction(everywhere)} http://localhost:* http://127.0.0.1:*`)
})

it.each([
  ['localhost:3000', true],
  ['127.0.0.1:54321', true],
  ['localhost', true],
  ['app.example.com', false],
  ['localhost.example.com', false],
  ['localhost:3000.example.com', false],
  ['1127.0.0.1', false],
  ['127a0b0c1', false],
])('treats %s as localhost: %s', (host, isThisMachine) => {
  // Next anchors the pattern on both sides.
  expect(new RegExp(`^${here?.has?.[0]?.value}$`).test(host)).toBe(isThisMachine)
})

it('keeps pages with a token out of referrers and caches', () => {
  const rule = securityHeaders().find(({ source }) => source.includes('reset-password'))
  expect(rule?.headers).toEqual([
    { key: 'Referrer-Policy', value: 'strict-origin' },
    { key: 'Cache-Control', value: 'no-store' },
  ])
})

function formAction(rule = everywhere): string | undefined {
  const policy = rule?.headers.find(({ key }) => key === 'Content-Security-Policy')?.value
  return policy?.split('; ').find((directive) => directive.startsWith('form-action'))
}
