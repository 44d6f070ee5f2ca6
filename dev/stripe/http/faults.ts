import type { ErrorBody } from '../engine/core/context'

/** With a customer's id only what concerns it, so that tests can run beside each other; else everything. */
export type Scope = { customer?: string }

/** What a test asked to go wrong with a request. */
export type Fault = {
  method: string
  /** A regular expression that the whole path must match. */
  path: string
  status?: number
  /** The error's body; without one, what Stripe says with that status. */
  error?: Partial<ErrorBody>
  /** What the `stripe-should-retry` header says; without it the SDK decides by the status. */
  shouldRetry?: boolean
  delayMs?: number
  cut?: boolean
  /** `after`: the operation is done, and only its answer is delayed or lost. */
  when?: 'before' | 'after'
  times: number
} & Scope

/** The API's side of a fault: asked once for each request, told how the request came out. */
export type Interceptor = {
  take: (call: { method: string; path: string; text: string; key: string | undefined }) => {
    fault: Fault | undefined
    answered: (status: number) => void
  }
}

// Stripe docs (error handling, rate limits): what comes with each status.
const errors: Record<number, ErrorBody> = {
  401: { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_********************fault' },
  402: {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
  },
  403: {
    type: 'invalid_request_error',
    message: 'The provided key does not have the required permissions for this endpoint.',
  },
  404: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object.' },
  409: {
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message: 'This object cannot be accessed right now because another API request or Stripe process is using it.',
  },
  429: {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message:
      'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
  },
}

/** The error of a fault: the test's own, else what Stripe answers with that status. */
export function faultBody({ status = 500, error }: Fault): ErrorBody {
  const usual = errors[status] ?? { type: 'api_error', message: 'A fault that a test asked for.' }
  return { ...usual, ...error }
}
