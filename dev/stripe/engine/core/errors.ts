export type ErrorBody = {
  type: 'invalid_request_error' | 'card_error' | 'api_error' | 'idempotency_error'
  code?: string
  decline_code?: string
  message: string
  param?: string
  charge?: string
  payment_intent?: unknown
  setup_intent?: unknown
  payment_method?: unknown
}

/** An answer in Stripe's error shape. `keep` keeps what the operation wrote (a declined charge happened; it is not undone). */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly keep = false,
  ) {
    super(body.message)
  }
}

/** 400 `invalid_request_error`, the commonest refusal. */
export function invalid(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, param, code })
}

/** `resource_missing` in Stripe's words: `No such customer: 'cus_x'`. */
export function missing(kind: string, id: string, param = 'id'): StripeError {
  const message = `No such ${kind.replaceAll('_', ' ')}: '${id.slice(0, 200)}'`
  // Observed: 404 for the id in the address, 400 for one among the parameters.
  const status = param === 'id' ? 404 : 400
  return new StripeError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param })
}

/** 402 `card_error`. What the operation wrote so far is kept, as it is at Stripe. */
export function cardError(fields: Omit<ErrorBody, 'type'>): StripeError {
  return new StripeError(402, { type: 'card_error', ...fields }, true)
}

/** The error for an address that is no operation. */
export function unrecognised(method: string, path: string): ErrorBody {
  return {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The stand-in does not implement it; see dev/stripe/README.md.`,
  }
}
