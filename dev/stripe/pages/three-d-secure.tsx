/** @jsxImportSource hono/jsx */
import { Hono, type Context as Request } from 'hono'
import type { Stored } from '../engine/core/store'
import { goOnAfter } from './portal/wait-for-authentication'
import { money } from './shared/format'
import { Notice, Page } from './shared/layout'
import { formOf, htmlPage, localPath, problemOf, type Site, seeOther, speechOf } from './shared/web'

/** The bank's page, `/3ds/:id?return=/path`, for payment and setup intents. */
export function threeDSecurePages(site: Site): Hono {
  const app = new Hono()
  app.get('/3ds/:id', (c) => show(c, site))
  app.post('/3ds/:id', (c) => response(c, site))
  return app
}

function waiting(c: Request, site: Site): Stored | null {
  const intent = site.ctx.store.get(c.req.param('id') ?? '')
  const isIntent = intent?.object === 'payment_intent' || intent?.object === 'setup_intent'
  return intent && isIntent && intent.status === 'requires_action' ? intent : null
}

function nothing(c: Request): Response {
  const speech = speechOf(null, c)
  const back = localPath(c.req.query('return'))
  const page = (
    <Notice
      title={speech.t('three_ds_done_title')}
      speech={speech}
      back={back ? { href: back, label: speech.t('continue') } : null}
    >
      <p>{speech.t('three_ds_done')}</p>
    </Notice>
  )
  return htmlPage(c, page, 404)
}

function show(c: Request, site: Site): Response {
  const intent = waiting(c, site)
  if (!intent) return nothing(c)
  const speech = speechOf(null, c)
  const { t, locale } = speech
  const isPayment = intent.object === 'payment_intent'
  const page = (
    <Page title={t('three_ds_title')} speech={speech}>
      <main class="narrow">
        <div class="card">
          <h1>{t('three_ds_title')}</h1>
          <p>{t('three_ds_intro')}</p>
          {isPayment ? (
            <dl class="lines">
              <div>
                <dt>{t('three_ds_amount')}</dt>
                <dd class="strong">{money(intent.amount, intent.currency, locale)}</dd>
              </div>
            </dl>
          ) : (
            <p class="strong">{t('three_ds_setup')}</p>
          )}
          <form method="post" class="row">
            <input type="hidden" name="return" value={localPath(c.req.query('return')) ?? ''} />
            <button type="submit" class="button primary" id="test-source-authorize-3ds" name="outcome" value="succeed">
              {t('three_ds_complete')}
            </button>
            <button type="submit" class="button" id="test-source-fail-3ds" name="outcome" value="fail">
              {t('three_ds_fail')}
            </button>
          </form>
        </div>
      </main>
    </Page>
  )
  return htmlPage(c, page)
}

async function response(c: Request, site: Site): Promise<Response> {
  const intent = waiting(c, site)
  if (!intent) return nothing(c)
  const form = await formOf(c)
  const outcome = form.outcome === 'succeed' ? 'succeed' : 'fail'
  try {
    site.ctx.call('POST', `/_internal/intents/${intent.id}/authenticate`, { outcome })
  } catch (error) {
    // A bank can approve the authentication and still decline the charge. The next page reads the payment's status.
    problemOf(error)
  }
  return seeOther(c, goOnAfter(site.ctx, intent.id) ?? localPath(form.return) ?? '/')
}
