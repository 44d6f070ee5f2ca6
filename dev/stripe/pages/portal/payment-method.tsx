/** @jsxImportSource hono/jsx */
import type { Stored } from '../../engine/core/store'
import { CardFields, readCard } from '../shared/card-form'
import { FormError } from '../shared/fields'
import { cardText } from '../shared/object-texts'
import { type Form, formOf, htmlPage, type Problem, problemOf, seeOther } from '../shared/web'
import { complete } from './complete-flow'
import { GoBack, PortalFrame } from './frame'
import type { Visit } from './visit'
import { makeDefault, waitForAuthentication } from './wait-for-authentication'

export function savedCards({ ctx, customer }: Visit): Stored[] {
  return ctx.store.all('payment_method').filter((method) => method.customer === customer.id)
}

/** `12/2034`. */
export function expiryText(method: Stored): string {
  return method.card ? `${String(method.card.exp_month).padStart(2, '0')}/${method.card.exp_year}` : ''
}

export function addPaymentMethodPage(visit: Visit, form: Form = {}, given?: Problem): Response {
  const { c, speech, base } = visit
  const { t } = speech
  const problem = given ?? (c.req.query('failed') ? { message: t('authentication_failed') } : undefined)
  const page = (
    <PortalFrame visit={visit} title={t('add_payment_method')}>
      <h1>{t('add_payment_heading')}</h1>
      <p class="soft">{t('payment_intro')}</p>
      <form method="post" action={`${base}/payment-methods/add`} class="stack card-choice" novalidate>
        <Choices visit={visit} form={form} />
        <div class="new-card">
          <CardFields form={form} problem={problem} speech={speech} />
        </div>
        <FormError problem={problem} />
        <div class="row">
          <button type="submit" class="button primary" data-testid="confirm" data-test="confirm">
            {t('add_payment_method')}
          </button>
          <GoBack visit={visit} />
        </div>
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 402 : 200)
}

/** Saved cards other than the default. */
function Choices({ visit, form }: { visit: Visit; form: Form }) {
  const current = visit.customer.invoice_settings?.default_payment_method
  const others = savedCards(visit).filter((method) => method.id !== current)
  const { t } = visit.speech
  if (others.length === 0) return null
  return (
    <fieldset class="stack-tight">
      <legend class="visually-hidden">{t('payment_methods')}</legend>
      {others.map((method) => (
        <label key={method.id} class="choice">
          <input type="radio" name="saved" value={method.id} checked={form.saved === method.id} />
          <span>
            {cardText(method)} <span class="soft">{t('expires', { date: expiryText(method) })}</span>
          </span>
        </label>
      ))}
      <label class="choice">
        <input type="radio" name="saved" value="" id="radio-add" checked={!form.saved} />
        {t('add_payment_method')}
      </label>
    </fieldset>
  )
}

/** Saves a card for future payments and makes it the customer's default, after 3D Secure if required. */
export async function addPaymentMethod(visit: Visit): Promise<Response> {
  const { c, ctx, customer, speech, base } = visit
  const form = await formOf(c)
  const saved = savedCards(visit).find((method) => method.id === form.saved)
  const read = saved ? { params: null } : readCard(form, speech, ctx.now(customer.id))
  if ('problem' in read) return addPaymentMethodPage(visit, form, read.problem)
  try {
    if (saved) {
      makeDefault(ctx, customer.id, saved.id)
      return complete(visit, 'payment')
    }
    const method = ctx.call<Stored>('POST', '/v1/payment_methods', read.params ?? {})
    const intent = ctx.call<Stored>('POST', '/v1/setup_intents', {
      customer: customer.id,
      payment_method: method.id,
      confirm: true,
      usage: 'off_session',
    })
    if (intent.status === 'requires_action') {
      return seeOther(c, waitForAuthentication(visit, intent.id, 'payment', `${base}/payment-methods/add?failed=yes`))
    }
    makeDefault(ctx, customer.id, method.id)
    return complete(visit, 'payment')
  } catch (error) {
    return addPaymentMethodPage(visit, form, problemOf(error))
  }
}

/** The "Make default" and "Delete" actions. */
export function changeSavedCard(visit: Visit, action: 'default' | 'delete'): Response {
  const { c, ctx, customer, home } = visit
  const method = savedCards(visit).find((one) => one.id === c.req.param('method'))
  if (!method) return seeOther(c, home)
  if (action === 'default') makeDefault(ctx, customer.id, method.id)
  else ctx.call('POST', `/v1/payment_methods/${method.id}/detach`)
  return seeOther(c, `${home}?done=payment`)
}
