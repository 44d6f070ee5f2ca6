import assert from 'node:assert/strict'
import Stripe from 'stripe'

/** Fails unless both are the same, deeply. */
export function same(actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected)
}

/** Fails unless the condition holds. */
export function must(condition: unknown, message: string): asserts condition {
  assert.ok(condition, message)
}

/**
 * Fails unless `actual` has everything that `expected` has: of an object the named fields, of a list every element.
 * A regular expression stands for a text that matches, a function for a value that it accepts.
 */
export function has(actual: unknown, expected: unknown, at = 'it'): void {
  if (expected instanceof RegExp) {
    assert.ok(typeof actual === 'string' && expected.test(actual), `${at} is ${show(actual)}, not like ${expected}`)
  } else if (typeof expected === 'function') {
    assert.ok(expected(actual), `${at} is ${show(actual)}, which ${expected} refuses`)
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${at} is ${show(actual)}, not a list`)
    assert.equal(actual.length, expected.length, `${at} has ${actual.length} elements, not ${expected.length}`)
    for (const [index, one] of expected.entries()) has(actual[index], one, `${at}[${index}]`)
  } else if (expected !== null && typeof expected === 'object') {
    assert.ok(actual !== null && typeof actual === 'object', `${at} is ${show(actual)}, not an object`)
    for (const [key, one] of Object.entries(expected))
      has((actual as Record<string, unknown>)[key], one, `${at}.${key}`)
  } else {
    assert.deepEqual(actual, expected, `${at} is ${show(actual)}, not ${show(expected)}`)
  }
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 200)
}

/** Fails unless the call is refused with an error that has these fields; answers the error. */
export async function refused(
  call: Promise<unknown>,
  expected: Record<string, unknown>,
): Promise<Stripe.errors.StripeError> {
  let result: unknown
  try {
    result = await call
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const { type, rawType, statusCode, code, param, message, decline_code, doc_url } = error
    has({ type, rawType, statusCode, code, param, message, decline_code, doc_url }, expected, 'the error')
    return error
  }
  assert.fail(`it was not refused, and answered ${show(result)}`)
}

/** What Stripe answers for a request that makes no sense: 400 `invalid_request_error`, with what else is known of it. */
export function invalid(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: 'StripeInvalidRequestError', rawType: 'invalid_request_error', statusCode: 400, ...fields }
}

/** What Stripe answers for an id that is not there. */
export function missing(param?: string): Record<string, unknown> {
  const named = param ? { param } : {}
  return { rawType: 'invalid_request_error', code: 'resource_missing', message: /^No such /, ...named }
}

/** What Stripe answers when a bank says no. */
export function declined(code: string, decline_code?: string): Record<string, unknown> {
  return {
    type: 'StripeCardError',
    rawType: 'card_error',
    statusCode: 402,
    code,
    ...(decline_code ? { decline_code } : {}),
  }
}
