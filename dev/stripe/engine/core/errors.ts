export type ErrorBody = {
  type: 'invalid_request_error' | 'card_error' | 'api_error' | 'idempotency_error'
  code?: string
  decline_code?: string
  advice_code?: string
  network_decline_code?: string
  message: string
  param?: string
  charge?: string
  payment_intent?: unknown
  setup_intent?: unknown
  payment_method?: unknown
}

export function docUrlOf(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`
}

/** An error in Stripe's format. `keep` commits the operation's changes, because a declined charge is not rolled back. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly keep = false,
  ) {
    super(body.message)
  }
}

export function invalid(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, param, code })
}

/** `resource_missing`, for example `No such customer: 'cus_x'`. */
export function missing(kind: string, id: string, param = 'id'): StripeError {
  const name = kind === 'payment_method' ? 'PaymentMethod' : kind.replaceAll('_', ' ')
  const message = `No such ${name}: '${id.slice(0, 200)}'${kind === 'payment_method' ? elsewhere : ''}`
  // Observed: 404 for an ID in the path, 400 for an ID in the parameters.
  const status = param === 'id' ? 404 : 400
  return new StripeError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param })
}

const elsewhere =
  "; It's possible this PaymentMethod exists on one of your connected accounts, in which case you should retry this request on that connected account. Learn more at https://stripe.com/docs/connect/authentication"

/** 402 `card_error`. Earlier changes in the operation are committed, as in Stripe. */
export function cardError(fields: Omit<ErrorBody, 'type'>): StripeError {
  return new StripeError(402, { type: 'card_error', ...fields }, true)
}

export function unrecognized(method: string, path: string): ErrorBody {
  return {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The stand-in does not implement it. See the stripe-stand-in README.`,
  }
}
