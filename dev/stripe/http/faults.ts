import type { ErrorBody } from '../engine/core/context'

/** Limits a control to one customer, so tests can run in parallel. Without it, the control applies to everything. */
export type Scope = { customer?: string }

export type Fault = {
  method: string
  path: string
  status?: number
  error?: Partial<ErrorBody>
  /** The `stripe-should-retry` header. Without it, the SDK decides based on the status. */
  shouldRetry?: boolean
  delayMs?: number
  cut?: boolean
  /** `after`: the operation runs, and only the response is delayed or lost. */
  when?: 'before' | 'after'
  times: number
} & Scope

export type Interceptor = {
  take: (call: { method: string; path: string; text: string; key: string | undefined }) => {
    fault: Fault | undefined
    answered: (status: number) => void
  }
}

// Stripe docs (error handling, rate limits): the error for each status.
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

export function faultBody({ status = 500, error }: Fault): ErrorBody {
  const usual = errors[status] ?? { type: 'api_error', message: 'A test requested this fault.' }
  return { ...usual, ...error }
}
