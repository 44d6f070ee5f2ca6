import { checkEnvForBuild, isDevelopment, stripeOrigins } from './env'

// next.config.mjs evaluates this once, at build time. Prerendered pages get their headers without running code per request,
// and a host that serves the files itself can send the same headers.

type Header = { key: string; value: string }
type Rule = { source: string; has?: { type: 'header'; key: string; value: string }[]; headers: Header[] }

/** Every path except static files and API routes. */
const documents = '/((?!_next/static|_next/image|api/).*)'

/** Pages whose address has a token from an email. */
const tokenPages = '/(sign-up/complete|sign-in/link|reset-password|change-email)'

/** The stand-in serves Stripe's pages on a local port that is not known at build time. */
const loopback = ['http://localhost:*', 'http://127.0.0.1:*']

/**
 * The headers for every document, for `headers()` in next.config.mjs.
 *
 * Browsers apply `form-action` to redirects too. It must include Stripe's pages, or a form that redirects there does nothing
 * and shows no error. Local pages are allowed only for visitors who opened the app on localhost.
 */
export function securityHeaders(): Rule[] {
  const stripe = stripeOrigins(checkEnvForBuild())
  return [
    {
      source: documents,
      headers: [
        { key: 'Content-Security-Policy', value: policy(stripe) },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
      ],
    },
    {
      source: documents,
      // With `type: 'host'`, Next would compile the header's value again for each request.
      has: [{ type: 'header', key: 'host', value: '(?:localhost|127\\.0\\.0\\.1)(?::\\d+)?' }],
      // If two rules set the same header, the last one wins.
      headers: [{ key: 'Content-Security-Policy', value: policy([...stripe, ...loopback]) }],
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

function policy(formTargets: string[]): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'unsafe-inline'${isDevelopment() ? " 'unsafe-eval'" : ''}`,
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
