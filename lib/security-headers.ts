import { randomBytes } from 'node:crypto'
import { checkEnvForBuild, type Env, env, isDevelopment, isLoopback, stripeOrigins } from './env'

// next.config.mjs evaluates this once, at build time. Prerendered pages get their headers without running code per request,
// and a host that serves the files itself can send the same headers.

type Header = { key: string; value: string }
type Condition = { type: 'header'; key: string; value: string }
type Rule = { source: string; has?: Condition[]; missing?: Condition[]; headers: Header[] }

const everything = '/(.*)'
/** Every path except static files and API routes. */
const documents = '/((?!_next/static|_next/image|api/).*)'
const api = '/api/(.*)'
/** Pages whose URL contains a token from an email. */
const tokenPages = '/(sign-up/complete|sign-in/link|reset-password|change-email|invitations/accept)'

/** The stand-in serves Stripe's pages on a local port that is not known at build time. */
const loopback = ['http://localhost:*', 'http://127.0.0.1:*']
// With `type: 'host'`, Next would compile the header's value again for each request.
const onLoopback: Condition = { type: 'header', key: 'host', value: '(?:localhost|127\\.0\\.0\\.1)(?::\\d+)?' }
const overTls: Condition = { type: 'header', key: 'x-forwarded-proto', value: 'https(?:,.*)?' }

/**
 * The headers for every response, for `headers()` in next.config.mjs. If two rules set the same header, the last one wins.
 *
 * Browsers apply `form-action` to redirects too. It must include Stripe's pages, or a form that redirects there does nothing
 * and shows no error. Local pages are allowed only for visitors who opened the app on localhost.
 */
export function securityHeaders(): Rule[] {
  const built = checkEnvForBuild()
  const stripe = stripeOrigins(built)
  return [
    {
      source: everything,
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
      ],
    },
    ...strictTransportSecurity(built),
    {
      source: documents,
      headers: [
        { key: 'Content-Security-Policy', value: policy(stripe) },
        { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), usb=()' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-site' },
      ],
    },
    {
      source: documents,
      has: [onLoopback],
      headers: [{ key: 'Content-Security-Policy', value: policy([...stripe, ...loopback]) }],
    },
    {
      source: api,
      headers: [
        { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
        { key: 'Cache-Control', value: 'no-store' },
      ],
    },
    {
      source: tokenPages,
      headers: [
        // Sends the origin and never the path. With `no-referrer`, browsers would also hide the origin when a form is
        // submitted without JavaScript, and Next.js would reject it.
        { key: 'Referrer-Policy', value: 'strict-origin' },
        { key: 'Cache-Control', value: 'no-store' },
      ],
    },
  ]
}

/**
 * Browsers remember this header for two years and ignore it over http. If an image is built before its address is known, the
 * header depends on the proxy that terminates TLS. Localhost never sends it, because every project there would then need TLS.
 */
function strictTransportSecurity({ APP_URL, HSTS_INCLUDE_SUBDOMAINS }: Env): Rule[] {
  const value = `max-age=63072000${HSTS_INCLUDE_SUBDOMAINS ? '; includeSubDomains' : ''}`
  const rule = { source: everything, missing: [onLoopback], headers: [{ key: 'Strict-Transport-Security', value }] }
  if (APP_URL.startsWith('https:')) return [rule]
  return isLoopback(APP_URL) ? [{ ...rule, has: [overTls] }] : []
}

/**
 * A policy for one response. Scripts need its new nonce, so injected scripts do not run.
 *
 * @param host the request's Host header
 */
export function nonceHeader(host: string): Header {
  const stripe = stripeOrigins(env())
  const targets = new RegExp(`^${onLoopback.value}$`).test(host) ? [...stripe, ...loopback] : stripe
  return { key: 'Content-Security-Policy', value: policy(targets, `'nonce-${randomBytes(16).toString('base64')}'`) }
}

function policy(formTargets: string[], inlineScripts = "'unsafe-inline'"): string {
  return [
    `default-src 'self'`,
    `script-src 'self' ${inlineScripts}${isDevelopment() ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'${isDevelopment() ? ' ws:' : ''}`,
    `form-action 'self' ${formTargets.join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
  ].join('; ')
}
