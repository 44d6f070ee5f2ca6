/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Problem, Speech } from './web'

type FieldProps = {
  id: string
  /** The field's name, if different from its ID. */
  name?: string
  label: string
  value?: string
  type?: string
  placeholder?: string
  autocomplete?: string
  inputmode?: 'numeric' | 'text' | 'email' | 'tel'
  problem?: Problem | null
  required?: boolean
  min?: number
  max?: number
  testId?: string
  /** Help text below the field. */
  hint?: string
}

/** A labeled input that links its error for screen readers. */
export function Field({ id, label, problem, testId, inputmode, hint, ...input }: FieldProps) {
  const wrong = problem?.field === id
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        class="input"
        id={id}
        name={id}
        data-testid={testId}
        inputMode={inputmode}
        aria-invalid={wrong ? 'true' : undefined}
        aria-describedby={wrong ? `${id}-error` : hint ? `${id}-hint` : undefined}
        autofocus={wrong}
        {...input}
      />
      {hint && !wrong && (
        <p class="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="error" id={`${id}-error`} role="alert">
          {problem.message}
        </p>
      )}
    </div>
  )
}

type SelectProps = {
  id: string
  label: string
  value?: string
  options: { value: string; label: string }[]
  autocomplete?: string
}

export function Select({ id, label, value, options, autocomplete }: SelectProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select class="input" id={id} name={id} autocomplete={autocomplete}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === (value ?? '')}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** An error that applies to the whole form. */
export function FormError({ problem }: { problem?: Problem | null }) {
  if (!problem || problem.field) return null
  return (
    <p class="note bad" role="alert" data-testid="form-error">
      {problem.message}
    </p>
  )
}

type SectionProps = { id: string; title: string; children?: Child }

export function Section({ id, title, children }: SectionProps) {
  return (
    <section class="section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      {children}
    </section>
  )
}

/** Countries, with their names in the user's language. */
export function CountrySelect({ id, value, speech }: { id: string; value?: string; speech: Speech }) {
  return (
    <Select
      id={id}
      label={speech.t('country')}
      value={value ?? 'US'}
      options={countries(speech.locale)}
      autocomplete="country"
    />
  )
}

const codes =
  'AR AT AU BE BG BR CA CH CL CO CR CY CZ DE DK EE ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KE KR LI LT LU LV MT MX ' +
  'MY NG NL NO NZ PE PH PL PT RO RS SA SE SG SI SK TH TR TW UA US UY VN ZA'

function countries(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return codes
    .split(' ')
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale))
}

type EmailFormProps = { action: string; speech: Speech; email?: string; problem?: Problem }

/** A sign-in form with only an email address. */
export function EmailForm({ action, speech, email, problem }: EmailFormProps) {
  return (
    <form method="post" action={action} class="stack" novalidate>
      <Field id="email" label={speech.t('email')} type="email" value={email} autocomplete="email" problem={problem} />
      <button type="submit" class="button primary" data-testid="confirm">
        {speech.t('continue')}
      </button>
    </form>
  )
}
