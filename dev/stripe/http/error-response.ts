import { type Context, docUrlOf, publicView, StripeError } from '../engine/core/context'

export function standardHeaders(requestId: string, version: string): Record<string, string> {
  return { 'Request-Id': requestId, 'Stripe-Version': version, 'Content-Type': 'application/json' }
}

type ErrorAnswer = { status: number; body: string; headers?: Record<string, string> }

export function errorAnswer(ctx: Context, error: unknown, requestId: string): ErrorAnswer {
  if (!(error instanceof StripeError)) {
    console.error('stand-in error', error)
    const message = 'The stand-in failed. See its output for the error.'
    return { status: 500, body: JSON.stringify({ error: { type: 'api_error', message } }) }
  }
  // Observed: a request without a valid key has no account, so it has no request log.
  if (error.status === 401) {
    const headers = { 'WWW-Authenticate': 'Basic realm="Stripe"' }
    return { status: 401, body: JSON.stringify({ error: error.body }), headers }
  }
  const docs = error.body.code && docUrlOf(error.body.code)
  const log = `${ctx.origin}/#${requestId}`
  const body = publicView({ ...error.body, doc_url: docs, request_log_url: log })
  return { status: error.status, body: JSON.stringify({ error: body }) }
}
