/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Stored } from '../../engine/core/store'
import { Section } from '../shared/fields'
import { money, shortDate } from '../shared/format'
import type { MessageKey } from '../shared/messages-en'
import { cardText, itemText } from '../shared/object-texts'
import { currentSubscriptions, itemsOf } from '../shared/stored-objects'
import { htmlPage, type Problem } from '../shared/web'
import { outcomeText } from './complete-flow'
import { typeName } from './customer'
import { taxIdsOf } from './customer-form'
import { PortalFrame } from './frame'
import { offeredFor } from './offered-actions'
import { expiryText, savedCards } from './payment-method'
import { SubscriptionCard } from './subscription-card'
import type { Visit } from './visit'

export function homePage(visit: Visit, problem?: Problem): Response {
  const { c, ctx, customer, configuration, speech } = visit
  const { t } = speech
  const done = outcomeText(c.req.query('done'))
  const subscriptions = currentSubscriptions(ctx, customer.id)
  const page = (
    <PortalFrame visit={visit} title={t('billing')}>
      <h1 class="visually-hidden">{t('billing')}</h1>
      {done && (
        <p class="note good" role="status">
          {t(done)}
        </p>
      )}
      {problem && (
        <p class="note bad" role="alert">
          {problem.message}
        </p>
      )}
      <Section
        id="subscriptions"
        title={t(subscriptions.length > 1 ? 'current_subscriptions' : 'current_subscription')}
      >
        {subscriptions.length === 0 && <p class="soft">{t('no_subscription')}</p>}
        {subscriptions.map((subscription) => (
          <SubscriptionCard key={subscription.id} visit={visit} subscription={subscription}>
            <SubscriptionActions visit={visit} subscription={subscription} />
          </SubscriptionCard>
        ))}
      </Section>
      <PaymentMethods visit={visit} />
      <BillingInformation visit={visit} />
      {configuration.features.invoice_history.enabled && <InvoiceHistory visit={visit} />}
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 400 : 200)
}

function SubscriptionActions({ visit, subscription }: { visit: Visit; subscription: Stored }) {
  const { ctx, configuration, home, speech, site } = visit
  const { t } = speech
  const offered = offeredFor(ctx, configuration, subscription)
  const path = `${home}/subscriptions/${subscription.id}`
  const isUnpaid = ['past_due', 'unpaid'].includes(subscription.status) || subscription.pending_update
  const invoice = isUnpaid ? ctx.store.get(subscription.latest_invoice) : undefined
  return (
    <>
      {isUnpaid && !subscription.pending_update && <p class="note bad">{t('past_due_note')}</p>}
      {offered.limit && <p class="note">{t(offered.limit, { business: site.business })}</p>}
      <div class="row">
        {invoice?.status === 'open' && (
          <a class="button primary" href={`/i/${invoice.id}`}>
            {t('pay_invoice')}
          </a>
        )}
        <Action
          when={offered.update}
          href={`${path}/update`}
          name="update-subscription"
          label={t('update_subscription')}
        />
        <Action
          when={offered.cancelChange}
          href={`${path}/cancel-change`}
          name="cancel-change"
          label={t('cancel_change')}
        />
        <Action when={offered.pause} href={`${path}/pause`} name="pause-subscription" label={t('pause_subscription')} />
        <Action
          when={offered.resume}
          href={`${path}/resume`}
          name="resume-subscription"
          label={t('resume_subscription')}
        />
        <Action when={offered.keep} href={`${path}/keep`} name="dont-cancel-subscription" label={t('dont_cancel')} />
        <Action
          when={offered.cancel}
          href={`${path}/cancel`}
          name="cancel-subscription"
          label={t('cancel_subscription')}
        />
      </div>
    </>
  )
}

type ActionProps = { when: boolean; href: string; name: string; label: string }

function Action({ when, href, name, label }: ActionProps) {
  if (!when) return null
  return (
    <a class="button" href={href} data-test={name} data-testid={name}>
      {label}
    </a>
  )
}

function PaymentMethods({ visit }: { visit: Visit }) {
  const { customer, configuration, home, speech } = visit
  const { t } = speech
  const cards = savedCards(visit)
  const current = customer.invoice_settings?.default_payment_method
  const mayChange = configuration.features.payment_method_update.enabled
  return (
    <Section id="payment-methods" title={t('payment_methods')}>
      {cards.length === 0 && <p class="soft">{t('no_payment_method')}</p>}
      <ul class="stack-tight">
        {cards.map((method) => (
          <li key={method.id} class="row-between" data-testid="payment-method">
            <span>
              {cardText(method)} <span class="soft">{t('expires', { date: expiryText(method) })}</span>{' '}
              {method.id === current && <span class="badge">{t('default')}</span>}
            </span>
            {mayChange && method.id !== current && (
              <form method="post" class="row">
                <button
                  type="submit"
                  class="link-button small"
                  formaction={`${home}/payment-methods/${method.id}/default`}
                  aria-label={`${t('make_default')}: ${cardText(method)}`}
                >
                  {t('make_default')}
                </button>
                <button
                  type="submit"
                  class="link-button small"
                  formaction={`${home}/payment-methods/${method.id}/delete`}
                  aria-label={`${t('delete')}: ${cardText(method)}`}
                >
                  {t('delete')}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <p>
          <a href={`${home}/payment-methods/add`} data-test="add-payment-method">
            {t('add_payment_method')}
          </a>
        </p>
      )}
    </Section>
  )
}

function BillingInformation({ visit }: { visit: Visit }) {
  const { customer, configuration, home, speech } = visit
  const { t, locale } = speech
  const a = customer.address
  const country = a?.country ? new Intl.DisplayNames(locale, { type: 'region' }).of(a.country) : null
  const address = [a?.line1, a?.line2, [a?.postal_code, a?.city].filter(Boolean).join(' '), a?.state, country]
  return (
    <Section id="billing-information" title={t('billing_information')}>
      <dl class="stack-tight">
        <Detail term={t('name')}>{customer.name}</Detail>
        <Detail term={t('email')}>{customer.email}</Detail>
        <Detail term={t('address')}>{address.filter(Boolean).join(', ')}</Detail>
        <Detail term={t('phone')}>{customer.phone}</Detail>
        {taxIdsOf(visit).map((taxId) => (
          <Detail key={taxId.id} term={typeName(taxId.type)}>
            {taxId.value}
          </Detail>
        ))}
      </dl>
      {configuration.features.customer_update.enabled && (
        <p>
          <a href={`${home}/customer/update`} data-test="update-customer">
            {t('update_information')}
          </a>
        </p>
      )}
    </Section>
  )
}

function Detail({ term, children }: { term: string; children?: Child }) {
  if (!children) return null
  return (
    <div class="row">
      <dt class="soft detail-term">{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function InvoiceHistory({ visit }: { visit: Visit }) {
  const { ctx, customer, speech } = visit
  const { t, locale } = speech
  const all = ctx.store.all('invoice').filter((one) => one.customer === customer.id && one.status !== 'draft')
  const invoices = all.sort((a, b) => b.created - a.created).slice(0, 24)
  return (
    <Section id="invoice-history" title={t('invoice_history')}>
      {invoices.length === 0 && <p class="soft">{t('no_invoices')}</p>}
      <ul class="stack-tight">
        {invoices.map((invoice) => (
          <li key={invoice.id} class="row-between">
            <a href={`/i/${invoice.id}`} data-testid="hip-link">
              {shortDate(invoice.created, locale)}
            </a>
            <span class="soft">{invoiceText(visit, invoice)}</span>
            <span class="row">
              <span class={`badge ${invoice.status === 'paid' ? 'good' : invoice.status === 'open' ? 'warn' : ''}`}>
                {t(`status_${invoice.status}` as MessageKey)}
              </span>
              <span>{money(invoice.total, invoice.currency, locale)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The plan that an invoice was for, or the invoice number if the plan is unknown. */
function invoiceText({ ctx }: Visit, invoice: Stored): string {
  const id = invoice.parent?.subscription_details?.subscription
  const subscription = id ? ctx.store.get(id) : undefined
  if (!subscription) return invoice.number ?? ''
  return itemsOf(ctx, subscription)
    .map((item) => itemText(ctx, item))
    .join(', ')
}
