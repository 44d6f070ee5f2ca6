import 'server-only'
import { headers } from 'next/headers'
import type { z } from 'zod'
import { requireViewer, type Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import type { FormAction, FormState } from '@/lib/form-state'

type Answer = FormState | undefined

/**
 * Makes a server action for somebody who is signed in: checks where the request comes from, identifies the viewer,
 * parses the form, runs the handler.
 *
 * @param schema what the form must be; fields that it does not name are dropped
 * @param handler runs with the parsed input; redirects, answers a `FormState`, or throws `AppError` to show a sentence
 * @returns an action for `useActionState`, which also works with JavaScript off
 */
export function action<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>, viewer: Viewer) => Promise<Answer>,
): FormAction {
  return async (_previous, form) => {
    await requireSameOrigin()
    const viewer = await requireViewer()
    return run(schema, form, (input) => handler(input, viewer))
  }
}

/** Like `action`, for forms of people who are not signed in (sign-in, sign-up, the pricing page). */
export function publicAction<S extends z.ZodType>(
  schema: S,
  handler: (input: z.infer<S>) => Promise<Answer>,
): FormAction {
  return async (_previous, form) => {
    await requireSameOrigin()
    return run(schema, form, handler)
  }
}

async function run<S extends z.ZodType>(schema: S, form: FormData, handler: (input: z.infer<S>) => Promise<Answer>) {
  const fields = textFields(form)
  const parsed = schema.safeParse(fields)
  if (!parsed.success) return failure('Please check the marked fields.', fields, fieldErrors(parsed.error))
  try {
    return (await handler(parsed.data)) ?? { status: 'success' as const, message: 'Saved.' }
  } catch (error) {
    // Only sentences meant for the person are caught. Bugs, and Next's own redirects, pass through.
    if (error instanceof AppError) return failure(error.userMessage, fields, {})
    throw error
  }
}

/** Next lets a request without an Origin header through; a browser's form always has one, so we do not. */
async function requireSameOrigin(): Promise<void> {
  const sent = await headers()
  if (sent.get('origin') || sent.get('sec-fetch-site') === 'same-origin') return
  throw new AppError('forbidden', 'This request did not come from the application.')
}

function textFields(form: FormData): Record<string, string> {
  const entries = [...form.entries()].filter(([key, value]) => typeof value === 'string' && !key.startsWith('$ACTION'))
  return Object.fromEntries(entries) as Record<string, string>
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
