/** @jsxImportSource hono/jsx */
import type { Context as Request } from 'hono'
import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { findPortalSession } from '../../engine/portal/sessions'
import { Notice } from '../shared/layout'
import { resolve } from '../shared/stored-objects'
import { htmlPage, type Site, type Speech, seeOther, speechOf, webUrl } from '../shared/web'

/** Stripe docs (customer portal): a used session "expires within 1 hour of the most recent activity". */
const hourOfActivity = 3600

export type FlowType =
  | 'customer_update'
  | 'payment_method_update'
  | 'subscription_cancel'
  | 'subscription_pause'
  | 'subscription_update'
  | 'subscription_update_confirm'

/** One request with an active portal link. */
export type Visit = {
  site: Site
  ctx: Context
  c: Request
  session: Stored
  configuration: Stored
  customer: Stored
  speech: Speech
  /** The portal home page's URL. */
  home: string
  /** The screens' base URL: the home page URL, followed by `/flow` in a flow. */
  base: string
  /** The current flow, or null in the full portal. */
  flow: FlowType | null
  /** The return URL from the session or its configuration, if any. */
  returnUrl: string | null
}

/**
 * Opens the link in the path and extends its expiration. A flow session shows only that flow, until the customer
 * completes it and `after_completion` is `portal_homepage`.
 *
 * @param wantsFlow whether the path belongs to a flow
 * @param expired renders the response for an expired link
 * @returns the visit, or a page or redirect instead
 */
export function openVisit(
  c: Request,
  site: Site,
  wantsFlow: boolean,
  expired: (visit: Visit) => Response,
): { visit: Visit } | { response: Response } {
  const { ctx } = site
  const token = c.req.param('token') ?? ''
  const session = findPortalSession(ctx, token)
  if (!session) return { response: unknownLink(c) }
  const now = ctx.wallClock()
  const visit = visitOf(c, site, session, token, wantsFlow)
  if (session._expires_at <= now) return { response: expired(visit) }
  ctx.transaction(() => ctx.store.patch(session.id, { _expires_at: now + hourOfActivity }))
  if (wantsFlow && !session.flow) return { response: seeOther(c, visit.home) }
  const isHomeOpen = session._completed_at && session.flow?.after_completion.type === 'portal_homepage'
  if (!wantsFlow && session.flow && !isHomeOpen) return { response: seeOther(c, `${visit.home}/flow`) }
  return { visit }
}

export function visitOf(c: Request, site: Site, session: Stored, token: string, wantsFlow: boolean): Visit {
  const configuration = resolve(site.ctx, session.configuration)
  const customer = resolve(site.ctx, session.customer)
  const home = `/p/session/${encodeURIComponent(token)}`
  return {
    site,
    ctx: site.ctx,
    c,
    session,
    configuration,
    customer,
    speech: speechOf(preferredLocale(session, customer), c),
    home,
    base: wantsFlow ? `${home}/flow` : home,
    flow: wantsFlow ? (session.flow?.type ?? null) : null,
    returnUrl: webUrl(session.return_url ?? configuration.default_return_url),
  }
}

/** Stripe docs (sessions, `locale`): blank or `auto` uses `preferred_locales`, then the browser's languages. */
function preferredLocale(session: Stored, customer: Stored): string | null {
  if (session.locale && session.locale !== 'auto') return session.locale
  return customer.preferred_locales?.[0] ?? null
}

export function returnLink({ returnUrl, speech, site }: Visit): { href: string; label: string } | null {
  return returnUrl ? { href: returnUrl, label: speech.t('return_to', { business: site.business }) } : null
}

/** A portal page with a single message. */
export function portalNotice(visit: Visit, kind: 'expired' | 'used', status: 200 | 410): Response {
  const { t } = visit.speech
  return htmlPage(
    visit.c,
    <Notice title={t(`${kind}_title`)} speech={visit.speech} back={returnLink(visit)}>
      <p>{t(`${kind}_text`, { business: visit.site.business })}</p>
    </Notice>,
    status,
  )
}

export function expiredLink(visit: Visit): Response {
  return portalNotice(visit, 'expired', 410)
}

export function usedLink(visit: Visit): Response {
  return portalNotice(visit, 'used', 410)
}

export function unknownLink(c: Request): Response {
  const speech = speechOf(null, c)
  return htmlPage(
    c,
    <Notice title={speech.t('unknown_title')} speech={speech}>
      <p>{speech.t('unknown_text')}</p>
    </Notice>,
    404,
  )
}
