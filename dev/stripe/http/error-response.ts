import { type Context, publicView, StripeError } from '../engine/core/context'

/** Headers that every answer of the API has. */
export function standardHeaders(requestId: string, version: string): Record<string, string> {
  return { 'Request-Id': requestId, 'Stripe-Version': version, 'Content-Type': 'application/json' }
}

/** The body for something that was thrown, in Stripe's shape. A fault of the stand-in's own is a 500, and is printed. */
export function errorAnswer(ctx: Context, error: unknown, requestId: string): { status: number; body: string } {
  if (!(error instanceof StripeError)) {
    console.error('stand-in fault', error)
    const message = 'The stand-in has a fault of its own; its output says which.'
    return { status: 500, body: JSON.stringify({ error: { type: 'api_error', message } }) }
  }
  const docs = error.body.code
    ? `https://stripe.com/docs/error-codes/${error.body.code.replaceAll('_', '-')}`
    : undefined
  const log = `${ctx.origin}/#${requestId}`
  const body = publicView({ ...error.body, doc_url: docs, request_log_url: log })
  return { status: error.status, body: JSON.stringify({ error: body }) }
}
