/** @jsxImportSource hono/jsx */
import type { Context as Request } from 'hono'
import type { Stored } from '../../engine/core/store'
import { EmailForm } from '../shared/fields'
import { Notice } from '../shared/layout'
import { formOf, htmlPage, type Problem, type Site, seeOther, speechOf } from '../shared/web'
import { unknownLink } from './visit'

// Stripe docs (configurations, login_page): anyone can use this link and sign in by email. Stripe sends a verification
// email. The stand-in does not, so any customer's email address works.

function configurationOf(c: Request, { ctx }: Site): Stored | undefined {
  const url = `${ctx.origin}/p/login/${c.req.param('token')}`
  return ctx.store
    .all('billing_portal.configuration')
    .find((one) => one.active && one.login_page.enabled && one.login_page.url === url)
}

export function loginPage(c: Request, site: Site, problem?: Problem, email?: string): Response {
  if (!configurationOf(c, site)) return unknownLink(c)
  const speech = speechOf(null, c)
  const { t } = speech
  const page = (
    <Notice title={t('login_title')} speech={speech}>
      <p>{t('recover_text', { business: site.business })}</p>
      <EmailForm action={`/p/login/${c.req.param('token')}`} speech={speech} email={email} problem={problem} />
    </Notice>
  )
  return htmlPage(c, page, problem ? 400 : 200)
}

/** Opens the portal for the newest customer with this email address. */
export async function logIn(c: Request, site: Site): Promise<Response> {
  const configuration = configurationOf(c, site)
  if (!configuration) return unknownLink(c)
  const email = (await formOf(c)).email ?? ''
  const isMeant = (one: Stored) => !one.deleted && email !== '' && one.email?.toLowerCase() === email.toLowerCase()
  const customer = site.ctx.store.all('customer').filter(isMeant).at(-1)
  if (!customer) {
    const message = speechOf(null, c).t('login_unknown')
    return loginPage(c, site, { field: 'email', message }, email)
  }
  const params = { customer: customer.id, configuration: configuration.id }
  return seeOther(c, site.ctx.call<Stored>('POST', '/v1/billing_portal/sessions', params).url)
}
