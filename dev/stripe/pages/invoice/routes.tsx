/** @jsxImportSource hono/jsx */
import { Hono, type Context as Request } from 'hono'
import type { Stored } from '../../engine/core/store'
import { paymentOf } from '../portal/plan-change/apply-change'
import { readCard } from '../shared/card-form'
import { longDate, money } from '../shared/format'
import { Notice } from '../shared/layout'
import { type Form, formOf, htmlPage, type Problem, problemOf, type Site, seeOther, speechOf } from '../shared/web'
import { pdf, type TextAt } from './pdf'
import { linesOf, totalsOf } from './totals'
import { InvoicePage } from './view'

export function invoicePages(site: Site): Hono {
  const app = new Hono()
  app.get('/i/:id', (c) => show(c, site))
  app.post('/i/:id', (c) => pay(c, site))
  app.get('/i/:id/pdf', (c) => download(c, site))
  return app
}

/** Drafts have no page. In Stripe, an invoice gets its URL when it is finalized. */
function invoiceOf(c: Request, site: Site): Stored | null {
  const stored = site.ctx.store.get(c.req.param('id') ?? '')
  if (stored?.object !== 'invoice' || stored.status === 'draft') return null
  return site.ctx.call<Stored>('GET', `/v1/invoices/${stored.id}`)
}

function missing(c: Request): Response {
  const speech = speechOf(null, c)
  return htmlPage(
    c,
    <Notice title={speech.t('invoice_missing')} speech={speech}>
      <p>{speech.t('unknown_text')}</p>
    </Notice>,
    404,
  )
}

function render(c: Request, site: Site, invoice: Stored, form: Form = {}, problem?: Problem): Response {
  const props = { invoice, business: site.business, speech: localeOf(c, site, invoice), form, problem }
  return htmlPage(c, <InvoicePage {...props} />, problem ? 402 : 200)
}

function localeOf(c: Request, site: Site, invoice: Stored) {
  return speechOf(site.ctx.store.get(invoice.customer)?.preferred_locales?.[0], c)
}

function show(c: Request, site: Site): Response {
  const invoice = invoiceOf(c, site)
  if (!invoice) return missing(c)
  const failed = c.req.query('failed') && invoice.status === 'open'
  const { t } = localeOf(c, site, invoice)
  return render(c, site, invoice, {}, failed ? { message: t('authentication_failed') } : undefined)
}

async function pay(c: Request, site: Site): Promise<Response> {
  const { ctx } = site
  const invoice = invoiceOf(c, site)
  if (!invoice) return missing(c)
  if (invoice.status !== 'open') return seeOther(c, `/i/${invoice.id}`)
  const form = await formOf(c)
  const read = readCard(form, localeOf(c, site, invoice), ctx.now(invoice.customer))
  if ('problem' in read) return render(c, site, invoice, form, read.problem)
  try {
    const method = ctx.call<Stored>('POST', '/v1/payment_methods', read.params)
    ctx.call('POST', `/v1/payment_methods/${method.id}/attach`, { customer: invoice.customer })
    ctx.call('POST', `/v1/invoices/${invoice.id}/pay`, { payment_method: method.id })
  } catch (error) {
    const problem = problemOf(error)
    const intent = paymentOf(ctx, invoice.id)
    if (intent?.status !== 'requires_action') return render(c, site, invoice, form, problem)
    return seeOther(c, `/3ds/${intent.id}?return=${encodeURIComponent(`/i/${invoice.id}?failed=yes`)}`)
  }
  return seeOther(c, `/i/${invoice.id}`)
}

function download(c: Request, site: Site): Response {
  const invoice = invoiceOf(c, site)
  if (!invoice) return missing(c)
  const name = `${(invoice.number ?? invoice.id).replace(/[^\w-]/g, '')}.pdf`
  c.header('content-type', 'application/pdf')
  c.header('content-disposition', `attachment; filename="${name}"`)
  return c.body(pdf(textsOf(c, site, invoice)).buffer as ArrayBuffer)
}

function textsOf(c: Request, site: Site, invoice: Stored): TextAt[] {
  const speech = localeOf(c, site, invoice)
  const { t, locale } = speech
  const texts: TextAt[] = [
    { x: 50, y: 780, size: 22, text: t('invoice'), bold: true },
    { x: 50, y: 755, size: 10, text: `${t('invoice_number')}: ${invoice.number ?? ''}` },
    { x: 50, y: 740, size: 10, text: `${t('invoice_date')}: ${longDate(invoice.created, locale)}` },
    { x: 50, y: 715, size: 11, text: site.business, bold: true },
    { x: 320, y: 715, size: 11, text: t('bill_to'), bold: true },
    { x: 320, y: 700, size: 10, text: invoice.customer_name ?? '' },
    { x: 320, y: 686, size: 10, text: invoice.customer_email ?? '' },
    { x: 50, y: 60, size: 9, text: t('ribbon') },
  ]
  const rows = [
    ...linesOf(invoice).map((line) => [line.description ?? '', money(line.amount, line.currency, locale)]),
    ...totalsOf(invoice, speech).map(({ label, amount }) => [label, amount]),
  ]
  for (const [index, [label = '', amount = '']] of rows.entries()) {
    const y = 640 - index * 18
    texts.push({ x: 50, y, size: 10, text: label.slice(0, 80) }, { x: 470, y, size: 10, text: amount })
  }
  return texts
}
