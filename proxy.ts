import { type NextRequest, NextResponse } from 'next/server'
import { nonceHeader } from '@/lib/security-headers'

/**
 * Gives the inline scripts of pages that are rendered for each request a nonce. Next reads it from the request's header and
 * puts it on its own scripts. Prerendered pages must not be listed, because their scripts have none.
 */
export function proxy(request: NextRequest): NextResponse {
  const { key, value } = nonceHeader(request.headers.get('host') ?? '')
  const headers = new Headers(request.headers)
  headers.set(key, value)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set(key, value)
  return response
}

export const config = {
  matcher: [
    {
      source:
        '/(dashboard|projects|export|account/(?:billing|profile|security|team)|invitations/accept|sign-in|sign-in/(?:confirm|link)|sign-up|sign-up/complete|forgot-password|reset-password|change-email)',
      missing: [
        // Navigations in the browser get data without scripts.
        { type: 'header', key: 'rsc' },
        // Next reads a request's whole body before it runs a proxy, however large it is.
        { type: 'header', key: 'content-length' },
        { type: 'header', key: 'transfer-encoding' },
      ],
    },
  ],
}
