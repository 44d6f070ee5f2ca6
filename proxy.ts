import { type NextRequest, NextResponse } from 'next/server'
import { nonceHeader } from '@/lib/security-headers'

/**
 * Gives each response to a listed page a nonce for its inline scripts. Next reads the nonce from the request's header and adds
 * it to its own scripts. Do not list prerendered pages, because their scripts have no nonce.
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
        // Client-side navigations get data without scripts.
        { type: 'header', key: 'rsc' },
        // Next reads a request's whole body before it runs a proxy, however large it is.
        { type: 'header', key: 'content-length' },
        { type: 'header', key: 'transfer-encoding' },
      ],
    },
  ],
}
