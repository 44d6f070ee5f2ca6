import 'server-only'
import type { Route } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import { requireViewer, type Viewer } from '@/lib/auth'
import { env, isLoopback } from '@/lib/env'
import { AppError } from '@/lib/errors'
import type { FormAction, FormState } from '@/lib/form-state'
import { logSecurityEvent } from '@/lib/security-log'

type Answer = FormState | undefined

const checkFields = 'Check the highlighted fields.'

const plansLink = { href: '/pricing', text: 'See plans' } as const

/** The path of the page with the form, according to the browser, or null if the browser does not send it. */
type FormPage = string | null

/**
 * Creates a server action for signed-in users. It identifies the viewer, checks the request's origin, parses the form, and
 * runs the handler.
 *
 * @param schema the form's fields; other fields are dropped
 * @param handler redirects, returns a `FormState`, or throws `AppError` to show its message; with `payment_required` or
 *   `limit_reached` the form also links to the plans
 * @returns an action for `useActionState` that also works without JavaScript
 */
export function action<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>, viewer: Viewer, page: FormPage) => Promise<Answer>,
): FormAction {
  return async (_previous, form) => {
    const viewer = await requireViewer(pageOf(await headers()) ?? undefined)
    return run(schema, form, async (input, page) => {
      try {
        return await handler(input, viewer, page)
      } catch (error) {
        if (error instanceof AppError && error.code === 'forbidden') logDeniedAccess(viewer, error)
        throw error
      }
    })
  }
}

/**
 * Like `action`, for forms that change the current team or its billing. `ActionForm` sends the ID of the team that the page
 * shows. The viewer may have switched to another team in another tab, or been removed from this one.
 */
export function teamAction<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>, viewer: Viewer, page: FormPage) => Promise<Answer>,
): FormAction {
  return (previous, form) => {
    const teamId = form.get('teamId')
    const checked = action(schema, async (input, viewer, page) => {
      requireCurrentTeam(viewer, teamId)
      return handler(input, viewer, page)
    })
    return checked(previous, form)
  }
}

/**
 * Checks that a form came from a page of the viewer's current team.
 *
 * @param teamId the form's field `teamId`
 * @throws AppError `conflict` for any other team
 */
export function requireCurrentTeam(viewer: Viewer, teamId: unknown): void {
  if (teamId === viewer.teamId) return
  throw new AppError('conflict', `You’ve switched to ${viewer.teamName} since you opened this page. Reload it.`)
}

/** Like `action`, for forms that need no session (sign-in, sign-up, and the pricing page). */
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
  if (!isFromThisSite(sent)) {
    logSecurityEvent('request_rejected', { reason: 'origin' })
    const message = `This request didn’t come from this site. Open ${env().APP_URL} and try again.`
    return failure(message, fields, {})
  }
  const parsed = schema.safeParse(fields)
  if (!parsed.success) return failure(checkFields, fields, fieldErrors(parsed.error))
  try {
    return (await handler(parsed.data, pageOf(sent))) ?? { status: 'success' as const, message: 'Saved.' }
  } catch (error) {
    // Catch only messages written for users. Bugs and Next's redirects pass through.
    if (!(error instanceof AppError)) throw error
    if (error.field) return failure(checkFields, fields, { [error.field]: error.userMessage })
    const needsUpgrade = error.code === 'payment_required' || error.code === 'limit_reached'
    return { ...failure(error.userMessage, fields, {}), ...(needsUpgrade ? { link: plansLink } : {}) }
  }
}

/**
 * Compares the whole origin with APP_URL. Next's own check compares only the host, and with X-Forwarded-Host, which the sender
 * controls. It also accepts requests without an Origin header. Browsers always send one with a form.
 */
function isFromThisSite(sent: Headers): boolean {
  const origin = sent.get('origin')
  return origin ? isOwnOrigin(origin) : sent.get('sec-fetch-site') === 'same-origin'
}

/** An app on localhost has several names, and only this machine can open it. */
function isOwnOrigin(origin: string): boolean {
  const own = env().APP_URL
  if (origin === own) return true
  if (!isLoopback(own) || !isLoopback(origin)) return false
  const [mine, theirs] = [new URL(own), new URL(origin)]
  return mine.protocol === theirs.protocol && mine.port === theirs.port
}

function pageOf(sent: Headers): FormPage {
  const referer = sent.get('referer')
  if (!referer || !URL.canParse(referer)) return null
  const url = new URL(referer)
  return isOwnOrigin(url.origin) ? url.pathname : null
}

function logDeniedAccess({ userId, teamId }: Viewer, error: AppError): void {
  logSecurityEvent('access_denied', { userId, teamId, reason: error.userMessage })
}

function textFields(form: FormData): Record<string, string> {
  const entries = [...form.entries()].filter(
    ([name, value]) => typeof value === 'string' && !name.startsWith('$ACTION'),
  )
  // PostgreSQL cannot store NUL characters. Nobody can type them.
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

/**
 * Redirects from an action to a URL that is only known at run time: a Stripe URL, or a local path that was already checked.
 * For a literal path, use Next's own `redirect`, which checks the route's type.
 */
export function goTo(address: string): never {
  redirect(address as Route)
}
