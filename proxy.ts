import { type NextRequest, NextResponse } from 'next/server'
import { env, isDevelopment } from '@/lib/env'

/**
 * Sets the headers that depend on where this runs. It decides nothing about who may see what: that is done where the
 * data is. `form-action` must name Checkout, the portal and the invoice page, or a form that redirects there stays on the page silently.
 */
export function proxy(_request: NextRequest): NextResponse {
  const { STRIPE_API_BASE, STRIPE_CHECKOUT_ORIGIN, STRIPE_PORTAL_ORIGIN, STRIPE_INVOICE_ORIGIN } = env()
  const pages = [STRIPE_CHECKOUT_ORIGIN, STRIPE_PORTAL_ORIGIN, STRIPE_INVOICE_ORIGIN]
  const stripe = STRIPE_API_BASE ? [STRIPE_API_BASE] : pages
  const policy = [
    `default-src 'self'`,
    `script-src 'self' 'unsafe-inline'${isDevelopment() ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'${isDevelopment() ? ' ws:' : ''}`,
    `form-action 'self' ${stripe.join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
  ].join('; ')
  const response = NextResponse.next()
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('X-Content-Type-Options', 'nosniff')
  response.headers.set('Referrer-Policy', 'strict-origin-when-cross-origin')
  return response
}

export const config = { matcher: ['/((?!_next/static|_next/image|api/).*)'] }
