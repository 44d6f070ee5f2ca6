/** @jsxImportSource hono/jsx */
import { CountrySelect, Field } from './fields'
import type { Form, Problem, Speech } from './web'

const testCards: [string, string][] = [
  ['4242 4242 4242 4242', 'succeeds'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 9995', 'has insufficient funds'],
  ['4000 0000 0000 3220', 'requires 3D Secure'],
  ['4000 0000 0000 0341', 'is saved, then fails when charged'],
]

type CardFieldsProps = { form: Form; problem?: Problem | null; speech: Speech; withName?: boolean }

/** Card fields with the same IDs as on Stripe's Checkout page. Only Checkout asks for the name. */
export function CardFields({ form, problem, speech, withName }: CardFieldsProps) {
  const { t } = speech
  return (
    <fieldset class="stack">
      <legend class="visually-hidden">{t('card_information')}</legend>
      <Field
        id="cardNumber"
        label={t('card_number')}
        value={form.cardNumber}
        placeholder="1234 1234 1234 1234"
        inputmode="numeric"
        autocomplete="cc-number"
        problem={problem}
      />
      <div class="fields-2">
        <Field
          id="cardExpiry"
          label={t('card_expiry')}
          value={form.cardExpiry}
          placeholder="MM / YY"
          inputmode="numeric"
          autocomplete="cc-exp"
          problem={problem}
        />
        <Field
          id="cardCvc"
          label={t('card_cvc')}
          placeholder="CVC"
          inputmode="numeric"
          autocomplete="cc-csc"
          problem={problem}
        />
      </div>
      {withName && (
        <Field
          id="billingName"
          label={t('card_name')}
          value={form.billingName}
          placeholder={t('card_name_hint')}
          autocomplete="cc-name"
          problem={problem}
        />
      )}
      <div class="fields-2">
        <CountrySelect id="billingCountry" value={form.billingCountry} speech={speech} />
        <Field
          id="billingPostalCode"
          label={t('postal_code')}
          value={form.billingPostalCode}
          autocomplete="postal-code"
          problem={problem}
        />
      </div>
      <details class="small">
        <summary>{t('test_cards')}</summary>
        <ul class="stack-tight soft">
          {testCards.map(([number, result]) => (
            <li key={number}>
              <code class="nowrap">{number}</code> {result}
            </li>
          ))}
        </ul>
      </details>
    </fieldset>
  )
}

export type CardParams = {
  type: 'card'
  card: { number: string; exp_month: number; exp_year: number; cvc?: string }
  billing_details: { name?: string; email?: string; address: { country?: string; postal_code?: string } }
}

/**
 * Validates the submitted card as Stripe's form does.
 *
 * @param now unix seconds, compared with the expiration date
 * @returns the parameters for `POST /v1/payment_methods`, or a problem
 */
export function readCard(form: Form, speech: Speech, now: number): { params: CardParams } | { problem: Problem } {
  const { t } = speech
  const wrong = (field: string, message: string) => ({ problem: { field, message } })
  const number = (form.cardNumber ?? '').replace(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(number)) return wrong('cardNumber', t('incomplete_number'))
  if (!passesLuhn(number)) return wrong('cardNumber', t('invalid_number'))
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(form.cardExpiry ?? '')
  if (!expiry) return wrong('cardExpiry', t('incomplete_expiry'))
  const [month, year] = [Number(expiry[1]), fullYear(Number(expiry[2]))]
  const today = new Date(now * 1000)
  if (year < today.getUTCFullYear()) return wrong('cardExpiry', t('past_expiry'))
  if (year === today.getUTCFullYear() && month <= today.getUTCMonth()) return wrong('cardExpiry', t('past_month'))
  if (!/^\d{3,4}$/.test(form.cardCvc ?? '')) return wrong('cardCvc', t('incomplete_cvc'))
  const name = form.billingName || undefined
  // Stripe asks for a postal code in countries that verify it. The stand-in only does this for the US.
  if (form.billingCountry === 'US' && !form.billingPostalCode) return wrong('billingPostalCode', t('required'))
  const address = { country: form.billingCountry || undefined, postal_code: form.billingPostalCode || undefined }
  const card = { number, exp_month: month, exp_year: year, cvc: form.cardCvc }
  return { params: { type: 'card', card, billing_details: { name, address } } }
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year
}

function passesLuhn(number: string): boolean {
  const digits = [...number].reverse().map(Number)
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
