import 'server-only'
import { headers } from 'next/headers'
import type { z } from 'zod'
import { requireViewer, type Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import type { FormAction, FormState } from '@/lib/form-state'

type Answer = FormState | undefined

const plansLink = { href: '/pricing', text: 'See plans' } as const

/** The path of the page that the form was on, as the browser says; null when it does not say. */
type FormPage = string | null

/**
 * Makes a server action for somebody who is signed in: identifies the viewer, checks where the request comes from,
 * parses the form, runs the handler.
 *
 * @param schema what the form must be; fields that it does not name are dropped
 * @param handler runs with the parsed input; redirects, answers a `FormState`, or throws `AppError` to show a sentence; with
 *   `payment_required` or `limit_reached` the form also links to the plans
 * @returns an action for `useActionState`, which also works with JavaScript off
 */
export function action<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>, viewer: Viewer, page: FormPage) => Promise<Answer>,
): FormAction {
  return async (_previous, form) => {
    const viewer = await requireViewer(pageOf(await headers()) ?? undefined)
    return run(schema, form, (input, page) => handler(input, viewer, page))
  }
}

/** Like `action`, for forms of people who are not signed in (sign-in, sign-up, the pricing page). */
export function publicAction<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>, page: FormPage) => Promise<Answer>,
): FormAction {
  return async (_previous, form) => run(schema, form, handler)
}

async function run<S extends z.ZodType>(
  schema: S,
  form: FormData,
  handler: (input: z.infer<S>, page: FormPage) => Promise<Answer>,
) {
  const sent = await headers()
  const fields = textFields(form)
  if (!isFromBrowser(sent)) return failure('This request did not come from the application.', fields, {})
  const parsed = schema.safeParse(fields)
  if (!parsed.success) return failure('Please check the marked fields.', fields, fieldErrors(parsed.error))
  try {
    return (await handler(parsed.data, pageOf(sent))) ?? { status: 'success' as const, message: 'Saved.' }
  } catch (error) {
    // Only sentences meant for the person are caught. Bugs, and Next's own redirects, pass through.
    if (!(error instanceof AppError)) throw error
    const needsUpgrade = error.code === 'payment_required' || error.code === 'limit_reached'
    return { ...failure(error.userMessage, fields, {}), ...(needsUpgrade ? { link: plansLink } : {}) }
  }
}

/** Next compares an Origin header with the host, and lets a request without one through; a browser's form has one. */
function isFromBrowser(sent: Headers): boolean {
  return Boolean(sent.get('origin')) || sent.get('sec-fetch-site') === 'same-origin'
}

function pageOf(sent: Headers): FormPage {
  const [referer, origin] = [sent.get('referer'), sent.get('origin')]
  if (!referer || !URL.canParse(referer)) return null
  const url = new URL(referer)
  return url.origin === origin ? url.pathname : null
}

function textFields(form: FormData): Record<string, string> {
  const entries = [...form.entries()].filter(
    ([name, value]) => typeof value === 'string' && !name.startsWith('$ACTION'),
  )
  // PostgreSQL stores every character but NUL, which nobody can type.
  return Object.fromEntries(entries.map(([name, value]) => [name, (value as string).replaceAll('\0', '')]))
}

function failure(message: string, fields: Record<string, string>, errors: Record<string, string>): FormState {
  const values = Object.fromEntries(Object.entries(fields).filter(([key]) => !/password/i.test(key)))
  return { status: 'error', message, fieldErrors: errors, values }
}

function fieldErrors(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const issue of error.issues) errors[issue.path.join('.')] ??= issue.message
  return errors
}
