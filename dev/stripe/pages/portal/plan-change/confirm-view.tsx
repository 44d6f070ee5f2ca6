/** @jsxImportSource hono/jsx */
import type { Stored } from '../../../engine/core/store'
import { CardFields } from '../../shared/card-form'
import { Field, FormError } from '../../shared/fields'
import { longDate, money } from '../../shared/format'
import { cardText, couponText, itemText, recurringText } from '../../shared/object-texts'
import type { Form, Problem } from '../../shared/web'
import { GoBack, PortalFrame } from '../frame'
import type { Visit } from '../visit'
import type { Preview } from './preview'
import type { Change } from './read-change'

type ConfirmProps = {
  visit: Visit
  subscription: Stored
  change: Change
  preview: Preview
  card: Stored | null
  form: Form
  problem?: Problem
}

export function ConfirmView(props: ConfirmProps) {
  const { visit, subscription, preview, card, form, problem } = props
  const { speech, base } = visit
  const { t } = speech
  const isFromSession = visit.flow === 'subscription_update_confirm'
  const path = `${base}/subscriptions/${subscription.id}/confirm`
  const cardProblem = problem?.field && problem.field !== 'promotionCode'
  return (
    <PortalFrame visit={visit} title={t('confirm_heading')}>
      <h1>{t('confirm_heading')}</h1>
      <ChangeCard {...props} />
      <CodeForm {...props} />
      <Amounts {...props} />
      <form method="post" action={path} class="stack" novalidate>
        <Chosen form={form} />
        {preview.today > 0 && (
          <section class="stack-tight" aria-labelledby="pay-with">
            <h2 id="pay-with">{t('pay_with')}</h2>
            <p>{card ? cardText(card) : t('no_payment_method')}</p>
            <details open={Boolean(cardProblem) || !card}>
              <summary>{t('other_card')}</summary>
              <CardFields form={form} problem={problem} speech={speech} />
            </details>
          </section>
        )}
        <FormError problem={problem} />
        <div class="row">
          <button type="submit" class="button primary" data-testid="confirm" data-test="confirm">
            {preview.today > 0 ? t('subscribe_and_pay') : t('confirm')}
          </button>
          <GoBack visit={visit} to={isFromSession ? undefined : `${base}/subscriptions/${subscription.id}/update`} />
        </div>
      </form>
    </PortalFrame>
  )
}

/** Hidden fields with the selection from the previous page. */
function Chosen({ form }: { form: Form }) {
  return (
    <>
      {['price', 'quantity', 'code'].map(
        (name) => form[name] && <input type="hidden" name={name} value={form[name]} />,
      )}
    </>
  )
}

function ChangeCard({ visit, change, preview }: ConfirmProps) {
  const { ctx, speech } = visit
  const { t, locale } = speech
  const { item, price, quantity } = change
  const before = recurringText((item.price.unit_amount ?? 0) * item.quantity, item.price, speech)
  const isDiscounted = preview.recurring < preview.recurringBefore
  return (
    <section class="card" aria-label={t('your_plan')} data-testid="change-summary">
      <dl class="lines">
        <div class="soft">
          <dt>
            {t('was')}: {itemText(ctx, item)}
          </dt>
          <dd>{before}</dd>
        </div>
        <div class="strong">
          <dt>
            {t('now')}: {itemText(ctx, { price, quantity })}
          </dt>
          <dd>
            {isDiscounted && (
              <>
                <s data-testid="price-before-discount">{recurringText(preview.recurringBefore, price, speech)}</s>{' '}
              </>
            )}
            <span data-testid="price-after-discount">{recurringText(preview.recurring, price, speech)}</span>
          </dd>
        </div>
        {change.coupons.map((coupon) => (
          <div class="small" key={coupon.id}>
            <dt>{t('discount')}</dt>
            <dd data-testid="discount">{couponText(coupon, speech)}</dd>
          </div>
        ))}
      </dl>
      {preview.deferredTo && <p>{t('change_at', { date: longDate(preview.deferredTo, locale) })}</p>}
      {preview.endsTrial && <p>{t('trial_ends_now')}</p>}
    </section>
  )
}

/** The code field, if the configuration allows codes and the flow does not set discounts. */
function CodeForm({ visit, subscription, form, change, problem }: ConfirmProps) {
  const { t } = visit.speech
  const allowed = visit.configuration.features.subscription_update.default_allowed_updates as string[]
  if (visit.flow === 'subscription_update_confirm' || !allowed.includes('promotion_code')) return null
  const path = `${visit.base}/subscriptions/${subscription.id}/confirm`
  return (
    <form method="get" action={path} class="row" style="align-items:flex-end">
      <input type="hidden" name="price" value={change.price.id} />
      <input type="hidden" name="quantity" value={String(change.quantity)} />
      <div style="flex:1">
        <Field
          id="promotionCode"
          name="code"
          label={t('add_promotion_code')}
          value={form.code}
          placeholder={t('add_promotion_code')}
          problem={problem}
        />
      </div>
      <button type="submit" class="button">
        {t('apply')}
      </button>
    </form>
  )
}

function Amounts({ visit, change, preview }: ConfirmProps) {
  const { t, locale } = visit.speech
  const show = (amount: number) => money(amount, change.price.currency, locale)
  return (
    <dl class="lines">
      {preview.lines.map((line) => (
        <div class="soft small" key={line.text}>
          <dt>{line.text}</dt>
          <dd>{show(line.amount)}</dd>
        </div>
      ))}
      <div class="total">
        <dt>{t('due_today')}</dt>
        <dd data-testid="due-today">{show(preview.today)}</dd>
      </div>
      <div>
        <dt>
          {t('next_invoice')}
          <br />
          <span class="soft small">{t('starting', { date: longDate(preview.nextAt, locale) })}</span>
        </dt>
        <dd data-testid="next-invoice">{show(preview.recurring)}</dd>
      </div>
    </dl>
  )
}
