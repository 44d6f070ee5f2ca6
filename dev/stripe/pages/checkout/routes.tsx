/** @jsxImportSource hono/jsx */
import { Hono, type Context as Request } from 'hono'
import { StripeError } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { readCard } from '../shared/card-form'
import { Notice } from '../shared/layout'
import {
  type Form,
  formOf,
  htmlPage,
  type Problem,
  problemOf,
  type Site,
  seeOther,
  speechOf,
  webUrl,
} from '../shared/web'
import { summarise } from './summary'
import { CheckoutPage } from './view'

export function checkoutPages(site: Site): Hono {
  const app = new Hono()
  app.get('/c/pay/:id', (c) => show(c, site))
  app.get('/c/recover/:id', (c) => recover(c, site))
  app.get('/c/pay/:id/return', (c) => returned(c, site))
  app.post('/c/pay/:id/promotion', (c) => promotion(c, site))
  app.post('/c/pay/:id', (c) => pay(c, site))
  return app
}

/** Returns the session if it can still be paid, otherwise a page that explains why not. */
function openSession(c: Request, site: Site): { session: Stored } | { response: Response } {
  const session = site.ctx.store.get(c.req.param('id') ?? '')
  if (session?.object !== 'checkout.session') return { response: gone(c, site, null) }
  const isPast = session.expires_at <= site.ctx.now(session.customer)
  if (session.status !== 'open' || isPast) return { response: gone(c, site, session) }
  return { session }
}

/** An expired session's recovery URL. It redirects to a copy of the session (SDK type after_expiration). */
function recover(c: Request, site: Site): Response {
  const id = c.req.param('id') ?? ''
  try {
    const { url } = site.ctx.call<Stored>('POST', `/_internal/checkout/sessions/${id}/recover`)
    return seeOther(c, url)
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const session = site.ctx.store.get(id)
    return gone(c, site, session?.object === 'checkout.session' ? session : null)
  }
}

function gone(c: Request, site: Site, session: Stored | null): Response {
  const speech = speechOf(session?.locale, c)
  const { t } = speech
  const kind = !session ? 'missing' : session.status === 'complete' ? 'done' : 'expired'
  const href = webUrl(session?.cancel_url)
  const back = href && kind === 'expired' ? { href, label: t('back_to', { business: site.business }) } : null
  const page = (
    <Notice title={t(`checkout_${kind}_title`)} speech={speech} back={back}>
      <p>{t(`checkout_${kind}`, { business: site.business })}</p>
    </Notice>
  )
  return htmlPage(c, page, kind === 'missing' ? 404 : 410)
}

function render(c: Request, site: Site, session: Stored, form: Form, problem?: Problem): Response {
  const speech = speechOf(session.locale, c)
  const customer = session.customer ? site.ctx.store.get(session.customer) : undefined
  const known = customer?.email ?? session.customer_email
  const page = (
    <CheckoutPage
      session={session}
      summary={summarise(site.ctx, session, site.business, speech)}
      email={{ value: known ?? form.email ?? '', fixed: Boolean(known) }}
      business={site.business}
      speech={speech}
      form={form}
      problem={problem}
    />
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

function show(c: Request, site: Site): Response {
  const found = openSession(c, site)
  return 'response' in found ? found.response : render(c, site, found.session, {})
}

/** Handles the return from 3D Secure. The engine has already completed the session if authentication succeeded. */
function returned(c: Request, site: Site): Response {
  const session = site.ctx.store.get(c.req.param('id') ?? '')
  if (session?.object === 'checkout.session' && session.status === 'complete') return succeeded(c, site, session)
  const found = openSession(c, site)
  if ('response' in found) return found.response
  const { t } = speechOf(found.session.locale, c)
  return render(c, site, found.session, {}, { message: t('authentication_failed') })
}

function succeeded(c: Request, site: Site, session: Stored): Response {
  const url = webUrl(session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id))
  return url ? seeOther(c, url) : gone(c, site, session)
}

async function promotion(c: Request, site: Site): Promise<Response> {
  const found = openSession(c, site)
  if ('response' in found) return found.response
  const { session } = found
  const form = await formOf(c)
  const path = `/_internal/checkout/sessions/${session.id}`
  const { t } = speechOf(session.locale, c)
  if (!form.remove && !form.promotionCode) {
    return render(c, site, session, form, { field: 'promotionCode', message: t('code_required') })
  }
  try {
    if (form.remove) site.ctx.call('POST', `${path}/remove_promotion_code`)
    else site.ctx.call('POST', `${path}/apply_promotion_code`, { code: form.promotionCode })
  } catch (error) {
    return render(c, site, session, form, { ...problemOf(error), field: 'promotionCode' })
  }
  return seeOther(c, `/c/pay/${session.id}`)
}

async function pay(c: Request, site: Site): Promise<Response> {
  const { ctx } = site
  const existing = ctx.store.get(c.req.param('id') ?? '')
  // A second submission leads to the same page.
  if (existing?.object === 'checkout.session' && existing.status === 'complete') return succeeded(c, site, existing)
  const found = openSession(c, site)
  if ('response' in found) return found.response
  const { session } = found
  const form = await formOf(c)
  const speech = speechOf(session.locale, c)
  const checked = checkForm(site, session, form, speech)
  if ('problem' in checked) return render(c, site, session, form, checked.problem)
  try {
    const method = checked.card ? ctx.call<Stored>('POST', '/v1/payment_methods', checked.card) : null
    const result = ctx.call<{ session: Stored; next_action?: { intent: string } }>(
      'POST',
      `/_internal/checkout/sessions/${session.id}/confirm`,
      { payment_method: method?.id, billing_details: { ...checked.card?.billing_details, email: checked.email } },
    )
    if (!result.next_action) return succeeded(c, site, result.session)
    const back = encodeURIComponent(`/c/pay/${session.id}/return`)
    return seeOther(c, `/3ds/${result.next_action.intent}?return=${back}`)
  } catch (error) {
    // The session stays open so that the customer can try another card.
    return render(c, site, ctx.store.get(session.id) ?? session, form, problemOf(error))
  }
}

function checkForm(site: Site, session: Stored, form: Form, speech: ReturnType<typeof speechOf>) {
  const { t } = speech
  const now = site.ctx.now(session.customer)
  const customer = session.customer ? site.ctx.store.get(session.customer) : undefined
  const email = customer?.email ?? session.customer_email ?? form.email
  if (!/^[^\s@]+@[^\s@]+$/.test(email ?? '')) {
    return { problem: { field: 'email', message: form.email ? t('email_invalid') : t('required') } }
  }
  if (!summarise(site.ctx, session, site.business, speech).needsCard) return { card: null, email }
  const read = readCard(form, speech, now)
  if ('problem' in read) return read
  if (!form.billingName) return { problem: { field: 'billingName', message: t('required') } }
  return { card: read.params, email }
}
