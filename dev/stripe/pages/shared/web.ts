import type { Context as Hono } from 'hono'
import { type Context, StripeError } from '../../engine/core/context'
import { chooseLocale } from './format'
import { spokenLocale, type Translate, translator } from './i18n'

/** What every group of pages is given. */
export type Site = { ctx: Context; business: string; origin: () => string }

/** A page's language: the tag for `lang`, dates and money, and the words. */
export type Speech = { locale: string; t: Translate }

export function speechOf(wanted: string | null | undefined, c: Hono): Speech {
  const locale = spokenLocale(chooseLocale(wanted, c.req.header('accept-language')))
  return { locale, t: translator(locale) }
}

/** Answers with a page. hono/jsx escapes whatever it renders; only the doctype is added here. */
export function htmlPage(c: Hono, node: unknown, status: 200 | 400 | 402 | 403 | 404 | 410 | 500 = 200): Response {
  return c.html(`<!doctype html>${String(node)}`, status)
}

/** After a POST: the browser fetches the next page with GET, so a reload repeats nothing. */
export function seeOther(c: Hono, url: string): Response {
  return c.redirect(url, 303)
}

export type Form = Record<string, string>

/** The fields of a submitted form; of repeated ones the last, files left out. */
export async function formOf(c: Hono): Promise<Form> {
  const body = await c.req.parseBody()
  const fields = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(fields.map(([name, value]) => [name, value.trim().slice(0, 5000)]))
}

/** A link's target if a browser may be sent there, else null: `javascript:` and its like never reach a page. */
export function webUrl(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null
}

/** A path on this server, or null. `//host` would leave it. */
export function localPath(path: string | undefined): string | null {
  return path && /^\/(?![/\\])/.test(path) && !path.includes('\\') ? path : null
}

/** What is wrong with a form: a sentence, and the field that it is about when there is one. */
export type Problem = { message: string; field?: string }

const fieldOfCode: Record<string, string> = {
  incorrect_number: 'cardNumber',
  invalid_number: 'cardNumber',
  invalid_expiry_month: 'cardExpiry',
  invalid_expiry_year: 'cardExpiry',
  expired_card: 'cardExpiry',
  incorrect_cvc: 'cardCvc',
  invalid_cvc: 'cardCvc',
  email_invalid: 'email',
  tax_id_invalid: 'taxId',
}

/** Stripe's refusal as the form shows it. Anything but a `StripeError` is a defect, and is thrown on. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof StripeError) || error.status >= 500) throw error
  return { message: error.body.message, field: fieldOfCode[error.body.code ?? ''] }
}
