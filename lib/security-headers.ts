import { checkEnvForBuild, isDevelopment, stripeOrigins } from './env'

// next.config evaluates this once, when it builds: prerendered pages get their headers without code that runs for each
// request, and a host that serves the files itself can send the same ones.

type Header = { key: string; value: string }
type Rule = { source: string; has?: { type: 'header'; key: string; value: string }[]; headers: Header[] }

/** Files that are no documents, and routes that answer programs. */
const documents = '/((?!_next/static|_next/image|api/).*)'

/** The stand-in serves Stripe's pages from a port of this machine that no build can know. */
const loopback = ['http://localhost:*', 'http://127.0.0.1:*']

/**
 * The headers of every document, for `headers()` of next.config.
 *
 * Browsers apply `form-action` to redirects too: it has to name Stripe's pages, or a form that leads there does nothing
 * and says nothing. Pages of this machine are only named to visitors who reached the app on this machine.
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
      // Not `type: 'host'`, with which Next compiles the header's value anew for each request.
      has: [{ type: 'header', key: 'host', value: '(?:localhost|127\\.0\\.0\\.1)(?::\\d+)?' }],
      // Of two rules for one header the last one counts.
      headers: [{ key: 'Content-Security-Policy', value: policy([...stripe, ...loopback]) }],
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
