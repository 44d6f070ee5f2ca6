import assert from 'node:assert/strict'
import Stripe from 'stripe'

export function same(actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected)
}

export function must(condition: unknown, message: string): asserts condition {
  assert.ok(condition, message)
}

/**
 * Fails unless `actual` has the given fields of an object, or equals a list element by element. A regular expression
 * matches text, and a function checks a value.
 */
export function has(actual: unknown, expected: unknown, at = 'it'): void {
  if (expected instanceof RegExp) {
    assert.ok(typeof actual === 'string' && expected.test(actual), `${at} is ${show(actual)}, not like ${expected}`)
  } else if (typeof expected === 'function') {
    assert.ok(expected(actual), `${at} is ${show(actual)}, which ${expected} rejects`)
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

/** Fails unless the call throws an error with these fields. Returns the error. */
export async function rejected(
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
  assert.fail(`the call was not rejected, and returned ${show(result)}`)
}

/** Stripe's 400 `invalid_request_error` for an invalid request, with any other known fields. */
export function invalid(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: 'StripeInvalidRequestError', rawType: 'invalid_request_error', statusCode: 400, ...fields }
}

/** Stripe's error for an unknown ID. */
export function missing(param?: string): Record<string, unknown> {
  const named = param ? { param } : {}
  return { rawType: 'invalid_request_error', code: 'resource_missing', message: /^No such /, ...named }
}

/** Stripe's error for a declined card. */
export function declined(code: string, decline_code?: string): Record<string, unknown> {
  return {
    type: 'StripeCardError',
    rawType: 'card_error',
    statusCode: 402,
    code,
    ...(decline_code ? { decline_code } : {}),
  }
}
