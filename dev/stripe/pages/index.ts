import { Hono, type Context as Request } from 'hono'
import type { Context } from '../engine/core/context'
import { checkoutPages } from './checkout/routes'
import { brokenPage } from './error-page'
import { invoicePages } from './invoice/routes'
import { panelPages } from './panel/routes'
import { portalPages } from './portal/routes'
import { styles } from './shared/styles'
import type { Site } from './shared/web'
import { threeDSecurePages } from './three-d-secure'

/** The pages for the browser: Checkout, the portal, invoices, 3D Secure, and the developer panel. */
export function pages(ctx: Context): Hono {
  const site: Site = { ctx, origin: () => ctx.origin, business: ctx.businessName }
  const app = new Hono()
  app.use(secureHeaders)
  app.get('/assets/pages.css', (c) => c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  for (const part of [checkoutPages, threeDSecurePages, portalPages, invoicePages, panelPages])
    app.route('/', part(site))
  app.onError((error, c) => brokenPage(c, error))
  return app
}

const policy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"

/**
 * Pages cannot run scripts or be framed (Stripe docs: the portal cannot be embedded).
 * Referrers are not sent to other sites, because portal URLs are credentials.
 */
async function secureHeaders(c: Request, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('content-security-policy', policy)
  c.header('referrer-policy', 'same-origin')
  c.header('x-content-type-options', 'nosniff')
  c.header('cache-control', 'no-store')
}
