/** @jsxImportSource hono/jsx */
import type { Context as Request } from 'hono'
import type { Stored } from '../../engine/core/store'
import { findPortalSession } from '../../engine/portal/sessions'
import { EmailForm } from '../shared/fields'
import { Notice } from '../shared/layout'
import { formOf, htmlPage, type Problem, type Site, seeOther } from '../shared/web'
import { expiredLink, returnLink, unknownLink, type Visit, visitOf } from './visit'

/**
 * Whether an expired session can be recovered. Stripe docs (changelog 2026-10-28, session recovery): it needs
 * `after_expiration`, and can be recovered until `expires_at` if set.
 */
function isRecoverable({ session, ctx }: Visit): boolean {
  const after = session.after_expiration
  if (after?.type !== 'customer_login') return false
  return (after.customer_login?.expires_at ?? Number.POSITIVE_INFINITY) > ctx.wallClock()
}

export function expiredPage(visit: Visit): Response {
  return isRecoverable(visit) ? recoveryPage(visit) : expiredLink(visit)
}

function recoveryPage(visit: Visit, problem?: Problem, email?: string): Response {
  const { speech, home, site, c } = visit
  const { t } = speech
  const page = (
    <Notice title={t('expired_title')} speech={speech} back={returnLink(visit)}>
      <p>{t('recover_text', { business: site.business })}</p>
      <EmailForm action={`${home}/recover`} speech={speech} email={email} problem={problem} />
    </Notice>
  )
  return htmlPage(c, page, 410)
}

/**
 * Opens a new session with the same configuration (Stripe docs, as above). Stripe verifies the email address. The
 * stand-in sends no email, so the address alone is enough. Assumed: the new session opens the portal home page, because
 * the flow may no longer apply to the subscription.
 */
export async function recover(c: Request, site: Site): Promise<Response> {
  const token = c.req.param('token') ?? ''
  const expired = findPortalSession(site.ctx, token)
  if (!expired) return unknownLink(c)
  const visit = visitOf(c, site, expired, token, false)
  if (expired._expires_at > site.ctx.wallClock()) return seeOther(c, visit.home)
  if (!isRecoverable(visit)) return expiredPage(visit)
  const email = (await formOf(c)).email ?? ''
  const known = visit.customer.deleted ? null : (visit.customer.email as string | null)
  if (!email || email.toLowerCase() !== known?.toLowerCase()) {
    return recoveryPage(visit, { field: 'email', message: visit.speech.t('recover_unknown') }, email)
  }
  const { configuration, locale, return_url, after_expiration, customer } = expired
  const given = { configuration, locale, return_url, after_expiration, customer }
  const params = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  return seeOther(c, site.ctx.call<Stored>('POST', '/v1/billing_portal/sessions', params).url)
}
