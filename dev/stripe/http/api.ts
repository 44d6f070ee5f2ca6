import { Hono } from 'hono'
import { type Context, newId, publicView, StripeError, unrecognised } from '../kernel'
import { errorAnswer, standardHeaders } from './answer'
import { decode } from './decode'
import { expand } from './expand'
import { fingerprintOf, type Kept, keep, replay } from './idempotency'
import { withShortLists } from './nested'

type Method = 'GET' | 'POST' | 'DELETE'
type Incoming = { method: Method; path: string; query: string; body: string; key: string | undefined }

/** Stripe's API over HTTP: `/v1/…`. */
export function api(ctx: Context, secretKey: string): Hono {
  const app = new Hono()
  app.all('/v1/*', async (c) => {
    const requestId = newId('req').slice(0, 18)
    const version = c.req.header('stripe-version') ?? ctx.apiVersion
    // Errors here are meant: the SDK should show them, not send the request again.
    const headers = { ...standardHeaders(requestId, version), 'stripe-should-retry': 'false' }
    try {
      requireKey(c.req.header('authorization'), secretKey)
      const { pathname, search } = new URL(c.req.url)
      const incoming = {
        method: c.req.method as Method,
        path: pathname,
        query: search.slice(1),
        body: await c.req.text(),
      }
      const { answer, isReplay } = respond(ctx, { ...incoming, key: c.req.header('idempotency-key') }, requestId)
      return new Response(answer.body, {
        status: answer.status,
        headers: isReplay ? { ...headers, 'Idempotent-Replayed': 'true' } : headers,
      })
    } catch (error) {
      const { status, body } = errorAnswer(ctx, error, requestId)
      return new Response(body, { status, headers })
    }
  })
  return app
}

function requireKey(authorization: string | undefined, secretKey: string): void {
  const given = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0]
    : authorization?.replace(/^Bearer /, '')
  if (given === secretKey) return
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(8)}${given.slice(-4)}`
    : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
  throw new StripeError(401, { type: 'invalid_request_error', message })
}

function respond(ctx: Context, incoming: Incoming, requestId: string): { answer: Kept; isReplay: boolean } {
  const { method, path, query, body } = incoming
  const found = ctx.match(method, path)
  // Operations of the stand-in's own pages are no part of the API.
  if (!found?.operation.path.startsWith('/v1/')) throw new StripeError(404, unrecognised(method, path))
  const key = method === 'POST' ? incoming.key : undefined
  const fingerprint = fingerprintOf(method, path, body)
  const kept = key ? replay(ctx, key, fingerprint) : null
  if (kept) return { answer: kept, isReplay: true }
  const params = decode(method === 'GET' ? query : body || query, found.operation.params)
  try {
    const answer = ctx.transaction(() => {
      const { expand: paths = [], ...rest } = params
      const result = found.operation.run({ params: { ...rest }, path: found.path, ctx })
      const done = { status: 200, body: JSON.stringify(withShortLists(publicView(expand(ctx, result, paths)))) }
      if (key) keep(ctx, key, fingerprint, done)
      return done
    })
    return { answer, isReplay: false }
  } catch (error) {
    // A declined charge happened, so its answer is kept too; what failed validation is not.
    if (key && error instanceof StripeError && error.keep) {
      const answer = errorAnswer(ctx, error, requestId)
      ctx.transaction(() => keep(ctx, key, fingerprint, answer))
    }
    throw error
  }
}
