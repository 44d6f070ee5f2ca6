import { Hono, type Context as Http } from 'hono'
import { requireVersion, versionWarning } from '../engine/core/api-version'
import { type Context, invalid, newId, publicView, StripeError, unrecognized } from '../engine/core/context'
import { expand } from '../engine/queries/expand'
import { decode } from './decode-parameters'
import { errorAnswer, standardHeaders } from './error-response'
import { type Fault, faultBody, type Interceptor } from './faults'
import { fingerprintOf, idempotencyHeaders, KeysInUse, keep, replay, type StoredResponse } from './idempotency'
import { withTruncatedLists } from './nested-lists'
import { requireKey, requireOwnAccount } from './request-headers'

type Method = 'GET' | 'POST' | 'DELETE'
type Incoming = { method: Method; path: string; query: string; body: string; key: string | undefined }
type Env = { Bindings: { incoming?: { socket: { destroy: () => void } } } }

/** Assumed, because Stripe does not document its limit. No valid request is close to this size. */
const maxBodyBytes = 1_048_576

const noFaults: Interceptor = { take: () => ({ fault: undefined, answered: () => {} }) }

/** Stripe's API over HTTP: `/v1/…`. */
export function api(ctx: Context, secretKey: string, interceptor = noFaults): Hono<Env> {
  const app = new Hono<Env>()
  const keys = new KeysInUse()
  const handle = async (c: Http<Env>) => {
    const requestId = newId('req').slice(0, 18)
    // These errors are intentional, so the SDK should report them instead of retrying.
    const headers = {
      ...standardHeaders(requestId, ctx.apiVersion),
      ...versionWarning(c.req.header('stripe-version'), ctx.apiVersion),
      'stripe-should-retry': 'false',
    }
    const incoming = await incomingOf(c)
    const { method, path, key } = incoming
    const text = `${incoming.query}\n${path}\n${incoming.body}`
    const { fault, answered } = interceptor.take({ method, path, text, key })
    const answer = await answerOf(ctx, c, { incoming, secretKey, keys, fault, requestId })
    answered(answer?.status ?? 0)
    if (!answer) {
      c.env.incoming?.socket.destroy()
      return c.body(null)
    }
    return new Response(answer.body, {
      status: answer.status,
      headers: { ...headers, ...idempotencyHeaders(key, answer.requestId ?? requestId), ...answer.headers },
    })
  }
  app.all('/v1/*', handle)
  // The v2 API is not implemented. Its URLs return Stripe's error for an unknown URL.
  app.all('/v2/*', handle)
  return app
}

async function incomingOf(c: Http<Env>): Promise<Incoming> {
  const { pathname, search } = new URL(c.req.url)
  return {
    method: c.req.method as Method,
    path: pathname,
    query: search.slice(1),
    body: await c.req.text(),
    key: c.req.method === 'POST' ? c.req.header('idempotency-key') : undefined,
  }
}

type Answer = { status: number; body: string; requestId?: string; headers?: Record<string, string> }
type Asked = {
  incoming: Incoming
  secretKey: string
  keys: KeysInUse
  fault: Fault | undefined
  requestId: string
}

async function answerOf(ctx: Context, c: Http<Env>, asked: Asked): Promise<Answer | null> {
  const { incoming, keys, fault, requestId } = asked
  let release = () => {}
  try {
    requireKey(c.req.header('authorization'), asked.secretKey)
    requireVersion(c.req.header('stripe-version'))
    requireOwnAccount(c.req.header('stripe-account') ?? c.req.header('stripe-context'))
    requireForm(incoming, c.req.header('content-type'))
    if (incoming.key) release = keys.take(incoming.key)
    if (fault && fault.when !== 'after') {
      const faulty = await applyFault(fault)
      if (faulty !== undefined) return faulty
    }
    const { answer, isReplay } = respond(ctx, incoming, requestId)
    if (fault?.when === 'after') {
      const faulty = await applyFault(fault)
      if (faulty !== undefined) return faulty
    }
    return isReplay ? { ...answer, headers: { 'Idempotent-Replayed': 'true' } } : answer
  } catch (error) {
    return errorAnswer(ctx, error, requestId)
  } finally {
    release()
  }
}

/**
 * Waits for the fault's delay. Returns null to cut the connection, a response to return an error, or undefined to
 * continue.
 */
async function applyFault(fault: Fault): Promise<Answer | null | undefined> {
  if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
  if (fault.cut) return null
  if (!fault.status) return undefined
  const retry = fault.shouldRetry === undefined ? '' : String(fault.shouldRetry)
  const body = JSON.stringify({ error: faultBody(fault) })
  return { status: fault.status, body, headers: { 'stripe-should-retry': retry } }
}

/** Rejects bodies that are not form-encoded, as Stripe's v1 API does. */
function requireForm({ method, body, path }: Incoming, type: string | undefined): void {
  if (!['GET', 'POST', 'DELETE'].includes(method)) throw new StripeError(404, unrecognized(method, path))
  if (body.length > maxBodyBytes) {
    const message = `The request body is too large. The limit is ${maxBodyBytes} bytes.`
    throw new StripeError(413, { type: 'invalid_request_error', message })
  }
  if (method === 'GET' || body === '' || !type || type.startsWith('application/x-www-form-urlencoded')) return
  // Stripe's message, from public reports.
  throw invalid(
    'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.',
  )
}

function respond(ctx: Context, incoming: Incoming, requestId: string): { answer: StoredResponse; isReplay: boolean } {
  const { method, path, query, body, key } = incoming
  const found = ctx.router.match(method, path)
  // The hosted pages' internal operations are not part of the API.
  if (!found?.operation.path.startsWith('/v1/')) throw new StripeError(404, unrecognized(method, path))
  const fingerprint = fingerprintOf(method, path, body)
  const kept = key ? replay(ctx, key, fingerprint) : null
  if (kept) return { answer: kept, isReplay: true }
  const params = decode(method === 'GET' ? query : body || query, found.operation.params)
  const { expand: paths = [], ...rest } = params
  const work = () => {
    const result = found.operation.run({ params: rest, path: found.path, ctx })
    const body = JSON.stringify(withTruncatedLists(publicView(expand(ctx, result, paths))))
    const done = { status: 200, body, requestId }
    if (key) keep(ctx, key, fingerprint, done)
    return done
  }
  try {
    const answer = ctx.causedBy({ id: requestId, idempotency_key: key ?? null }, () => ctx.transaction(work))
    return { answer, isReplay: false }
  } catch (error) {
    // A declined charge did happen, so its response is also stored. Validation errors are not.
    if (key && error instanceof StripeError && error.keep) {
      const answer = { ...errorAnswer(ctx, error, requestId), requestId }
      ctx.transaction(() => keep(ctx, key, fingerprint, answer))
    }
    throw error
  }
}
