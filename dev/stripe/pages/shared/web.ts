import type { Context as Hono } from 'hono'
import { type Context, StripeError } from '../../engine/core/context'
import { chooseLocale } from './format'
import { spokenLocale, type Translate, translator } from './i18n'

/** What the pages depend on. */
export type Site = { ctx: Context; business: string; origin: () => string }

/** The page locale, and the translator for its messages. */
export type Speech = { locale: string; t: Translate }

export function speechOf(wanted: string | null | undefined, c: Hono): Speech {
  const locale = spokenLocale(chooseLocale(wanted, c.req.header('accept-language')))
  return { locale, t: translator(locale) }
}

/** Responds with a page. hono/jsx escapes its values. This only adds the doctype. */
export function htmlPage(c: Hono, node: unknown, status: 200 | 400 | 402 | 403 | 404 | 410 | 500 = 200): Response {
  return c.html(`<!doctype html>${String(node)}`, status)
}

/** Redirects after a POST, so reloading the page does not repeat the action. */
export function seeOther(c: Hono, url: string): Response {
  return c.redirect(url, 303)
}

export type Form = Record<string, string>

/** A submitted form's fields, without files. If a field is repeated, the last value wins. */
export async function formOf(c: Hono): Promise<Form> {
  const body = await c.req.parseBody()
  const fields = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(fields.map(([name, value]) => [name, value.trim().slice(0, 5000)]))
}

/** A link target if it is a web URL, otherwise null. Rejects `javascript:` and similar schemes. */
export function webUrl(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null
}

/** A path on this server, or null. `//host` would be another server. */
export function localPath(path: string | undefined): string | null {
  return path && /^\/(?![/\\])/.test(path) && !path.includes('\\') ? path : null
}

/** A form error, with its field if known. */
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

/** Converts a `StripeError` to a form error. Rethrows anything else. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof StripeError) || error.status >= 500) throw error
  return { message: error.body.message, field: fieldOfCode[error.body.code ?? ''] }
}
