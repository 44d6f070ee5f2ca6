/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { CardFields } from '../shared/card-form'
import { Field, FormError } from '../shared/fields'
import { Page } from '../shared/layout'
import { type Form, type Problem, type Speech, webUrl } from '../shared/web'
import type { Summary } from './summary'

type CheckoutProps = {
  session: Stored
  summary: Summary
  email: { value: string; fixed: boolean }
  business: string
  speech: Speech
  form: Form
  problem?: Problem | null
}

export function CheckoutPage(props: CheckoutProps) {
  const { session, summary, business, speech } = props
  const cancelUrl = webUrl(session.cancel_url)
  return (
    <Page title={`${summary.title} · ${business}`} speech={speech}>
      <div class="panes">
        <aside class="side">
          <div class="stack-wide">
            {cancelUrl && (
              <a
                class="back"
                href={cancelUrl}
                data-testid="business-link"
                aria-label={speech.t('back_to', { business })}
              >
                <span aria-hidden="true">←</span> {business}
              </a>
            )}
            <section class="stack" aria-label={summary.title}>
              <div class="stack-tight">
                <h1 class="soft">{summary.title}</h1>
                <p class="huge">{summary.lead}</p>
                {summary.afterwards && <p class="soft">{summary.afterwards}</p>}
              </div>
              <SummaryLines {...props} />
            </section>
          </div>
        </aside>
        <main class="main">
          <PaymentForm {...props} />
        </main>
      </div>
    </Page>
  )
}

function SummaryLines(props: CheckoutProps) {
  const { session, summary, speech } = props
  const { t } = speech
  if (session.mode === 'setup') return null
  return (
    <div class="stack">
      <dl class="lines">
        {summary.lines.map((line) => (
          <div key={line.name}>
            <dt>
              <span class="strong">{line.name}</span>
              <br />
              <span class="soft small">{line.detail}</span>
            </dt>
            <dd>{line.amount}</dd>
          </div>
        ))}
        <div class="ruled">
          <dt>{t('subtotal')}</dt>
          <dd>{summary.subtotal}</dd>
        </div>
      </dl>
      <Promotion {...props} />
      <dl class="lines">
        {summary.afterTrial && (
          <div>
            <dt>{t('total_after_trial')}</dt>
            <dd>{summary.afterTrial}</dd>
          </div>
        )}
        <div class="total">
          <dt>{t('total_due_today')}</dt>
          <dd data-testid="total-due-today">{summary.dueToday}</dd>
        </div>
      </dl>
    </div>
  )
}

/** A separate form, so the customer can apply a code without JavaScript. */
function Promotion({ session, summary, speech, form, problem }: CheckoutProps) {
  const { t } = speech
  const action = `/c/pay/${session.id}/promotion`
  if (summary.discount) {
    return (
      <form method="post" action={action}>
        <dl class="lines">
          <div>
            <dt>
              <span class="badge" data-testid="promotion-code">
                {summary.discount.code}
              </span>{' '}
              {session.allow_promotion_codes && (
                <button type="submit" class="link-button small" name="remove" value="yes">
                  {t('remove')}
                </button>
              )}
              <br />
              <span class="soft small">{summary.discount.text}</span>
            </dt>
            <dd data-testid="discount-amount">{summary.discount.amount}</dd>
          </div>
        </dl>
      </form>
    )
  }
  if (!session.allow_promotion_codes) return null
  return (
    <form method="post" action={action} class="row" style="align-items:flex-end">
      <div style="flex:1">
        <Field
          id="promotionCode"
          label={t('add_promotion_code')}
          placeholder={t('add_promotion_code')}
          value={form.promotionCode}
          problem={problem}
        />
      </div>
      <button type="submit" class="button" style={problem?.field === 'promotionCode' ? 'align-self:center' : undefined}>
        {t('apply')}
      </button>
    </form>
  )
}

function PaymentForm({ session, summary, email, speech, form, problem }: CheckoutProps) {
  const { t } = speech
  return (
    <form method="post" action={`/c/pay/${session.id}`} class="stack-wide" novalidate>
      <section class="stack" aria-labelledby="contact">
        <h2 id="contact">{t('contact')}</h2>
        {email.fixed ? (
          <div class="field">
            <label for="email">{t('email')}</label>
            <input class="input" id="email" value={email.value} readonly />
          </div>
        ) : (
          <Field
            id="email"
            label={t('email')}
            type="email"
            value={email.value}
            autocomplete="email"
            problem={problem}
          />
        )}
      </section>
      {summary.needsCard && (
        <section class="stack" aria-labelledby="method">
          <h2 id="method">{t('payment_method')}</h2>
          <CardFields form={form} problem={problem} speech={speech} withName />
        </section>
      )}
      <FormError problem={problem} />
      <div class="stack-tight">
        <button type="submit" class="button primary full" data-testid="hosted-payment-submit-button">
          {summary.button}
        </button>
        {summary.legal && <p class="soft small">{summary.legal}</p>}
      </div>
    </form>
  )
}
