/** @jsxImportSource hono/jsx */
import { Hono, type Context as Request } from 'hono'
import { formOf, htmlPage, problemOf, type Site, seeOther } from '../shared/web'
import { addTestClock, createFailedPaymentExample, portalUrl, setFailingCard } from './actions'
import { resendEvent } from './deliveries'
import { PanelPage } from './view'

/** The developer panel at `/`: the stand-in's data and test clock controls. */
export function panelPages(site: Site): Hono {
  const app = new Hono()
  app.get('/', (c) => htmlPage(c, <PanelPage site={site} />))
  app.post('/panel/clocks/:id/advance', (c) => advance(c, site))
  app.post('/panel/example', (c) =>
    attempt(c, site, () => redirectTo('/#clocks', createFailedPaymentExample(site.ctx))),
  )
  app.post('/panel/customers/:id/portal', (c) =>
    attempt(c, site, () => portalUrl(site.ctx, idOf(c), `${site.origin()}/`)),
  )
  app.post('/panel/customers/:id/clock', (c) =>
    attempt(c, site, () => redirectTo('/#clocks', addTestClock(site.ctx, idOf(c)))),
  )
  app.post('/panel/customers/:id/failing-card', (c) =>
    attempt(c, site, () => redirectTo('/#customers', setFailingCard(site.ctx, idOf(c)))),
  )
  app.post('/panel/events/:id/resend', (c) => attempt(c, site, () => resend(c, site)))
  return app
}

/** Runs an action and redirects to the result, or shows an error in the panel. */
function attempt(c: Request, site: Site, action: () => string): Response {
  try {
    return seeOther(c, action())
  } catch (error) {
    return htmlPage(c, <PanelPage site={site} problem={problemOf(error)} />, 400)
  }
}

async function advance(c: Request, site: Site): Promise<Response> {
  const form = await formOf(c)
  return attempt(c, site, () => {
    const path = `/v1/test_helpers/test_clocks/${c.req.param('id')}/advance`
    site.ctx.call('POST', path, { frozen_time: Number(form.to) })
    return '/#clocks'
  })
}

const idOf = (c: Request) => c.req.param('id') ?? ''

function redirectTo(url: string, _done: unknown): string {
  return url
}

function resend(c: Request, site: Site): string {
  resendEvent(site.ctx, idOf(c))
  return '/#events'
}
