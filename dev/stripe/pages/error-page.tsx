/** @jsxImportSource hono/jsx */
import type { Context as Request } from 'hono'
import { StripeError } from '../engine/core/context'
import { Notice } from './shared/layout'
import { htmlPage, speechOf } from './shared/web'

/** Shows an error. Logs the stack trace unless it is a `StripeError`. */
export function brokenPage(c: Request, error: Error): Response {
  if (!(error instanceof StripeError)) console.error(error)
  const speech = speechOf(null, c)
  return htmlPage(
    c,
    <Notice title={speech.t('error_title')} speech={speech}>
      <p class="note bad" role="alert">
        {error.message}
      </p>
    </Notice>,
    500,
  )
}
