/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { CardFields } from '../shared/card-form'
import { FormError } from '../shared/fields'
import { longDate, money } from '../shared/format'
import { Page } from '../shared/layout'
import type { MessageKey } from '../shared/messages-en'
import type { Form, Problem, Speech } from '../shared/web'
import { linesOf, paidText, totalsOf } from './totals'

type InvoiceProps = { invoice: Stored; business: string; speech: Speech; form: Form; problem?: Problem }

export function InvoicePage(props: InvoiceProps) {
  const { invoice, business, speech } = props
  const { t, locale } = speech
  const isOpen = invoice.status === 'open' && invoice.amount_remaining > 0
  return (
    <Page title={`${t('invoice')} ${invoice.number ?? ''} · ${business}`} speech={speech}>
      <main class="narrow stack-wide">
        <section class="card" aria-labelledby="invoice">
          <div class="row-between">
            <h1 id="invoice">
              {t('invoice')} {invoice.number ?? ''}
            </h1>
            <span
              class={`badge ${invoice.status === 'paid' ? 'good' : isOpen ? 'warn' : ''}`}
              data-testid="invoice-status"
            >
              {t(`status_${invoice.status}` as MessageKey)}
            </span>
          </div>
          <p class="huge">{money(isOpen ? invoice.amount_remaining : invoice.total, invoice.currency, locale)}</p>
          {paidText(invoice, speech) && <p class="soft">{paidText(invoice, speech)}</p>}
          <dl class="lines small">
            <div>
              <dt class="soft">{t('invoice_date')}</dt>
              <dd>{longDate(invoice.created, locale)}</dd>
            </div>
            <div>
              <dt class="soft">{t('from')}</dt>
              <dd>{business}</dd>
            </div>
            <div>
              <dt class="soft">{t('bill_to')}</dt>
              <dd>{invoice.customer_name ?? invoice.customer_email ?? ''}</dd>
            </div>
          </dl>
          <Lines {...props} />
          <p class="no-print">
            <a class="button" href={`/i/${invoice.id}/pdf`}>
              {t('download_invoice')}
            </a>
          </p>
        </section>
        {isOpen && <PayForm {...props} />}
      </main>
    </Page>
  )
}

function Lines({ invoice, speech }: InvoiceProps) {
  const { locale } = speech
  return (
    <dl class="lines">
      {linesOf(invoice).map((line) => (
        <div key={line.id}>
          <dt>
            {line.description}
            <br />
            <span class="soft small">
              {longDate(line.period.start, locale)} – {longDate(line.period.end, locale)}
            </span>
          </dt>
          <dd>{money(line.amount, line.currency, locale)}</dd>
        </div>
      ))}
      {totalsOf(invoice, speech).map(({ label, amount }, index, all) => (
        <div key={label} class={index === all.length - 1 ? 'total' : index === 0 ? 'ruled' : undefined}>
          <dt>{label}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
    </dl>
  )
}

function PayForm({ invoice, speech, form, problem }: InvoiceProps) {
  const { t, locale } = speech
  const amount = money(invoice.amount_remaining, invoice.currency, locale)
  return (
    <form method="post" action={`/i/${invoice.id}`} class="card no-print" novalidate>
      <h2>{t('pay_invoice')}</h2>
      <CardFields form={form} problem={problem} speech={speech} />
      <FormError problem={problem} />
      <button type="submit" class="button primary full" data-testid="hosted-invoice-payment-submit-button">
        {t('pay', { amount })}
      </button>
    </form>
  )
}
