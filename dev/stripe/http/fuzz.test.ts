import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Answer, encode, fuzzTarget, nearlyRight, oddText } from '../testing/fuzzing'
import { registeredOperations } from '../testing/registered-operations'

// Every run sends the same requests, so the test is deterministic. To send others, set FUZZ_SEED=….
const seed = Number(process.env.FUZZ_SEED ?? 20_261_125)
const budget = (numRuns: number, interruptAfterTimeLimit: number) => ({ seed, numRuns, interruptAfterTimeLimit })

let lab = fuzzTarget()
const faults = vi.spyOn(console, 'error').mockImplementation(() => {})

beforeAll(() => {
  console.log(`fuzzing the stand-in with FUZZ_SEED=${seed}`)
})

afterAll(() => {
  faults.mockRestore()
})

const types = ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error']

/** Fails unless the response is an object, or a client error in Stripe's format. */
function expectStripes({ status, text }: Answer): void {
  const body = JSON.parse(text)
  if (status === 200) {
    expect(body).toBeTypeOf('object')
    return
  }
  expect(
    [400, 401, 402, 404, 409, 413, 429],
    `${status}: ${text.slice(0, 300)} ${faults.mock.lastCall?.[1]?.stack ?? ''}`,
  ).toContain(status)
  expect(types).toContain(body.error.type)
  expect(body.error.message).toMatch(/\S/)
  expect(body.error.message, 'the message contains a missing value').not.toMatch(/'undefined'|\[object /)
  for (const field of ['code', 'param', 'doc_url'] as const) {
    if (body.error[field] !== undefined) expect(body.error[field]).toBeTypeOf('string')
  }
}

/** Sends a request. A rejected request must not change anything, except that a declined payment leaves its attempt. */
async function sendSafely(
  method: string,
  path: string,
  form: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const before = lab.snapshot()
  const answer = await lab.send(method, path, form, headers)
  expectStripes(answer)
  if (answer.status === 200 || answer.status === 402) return answer
  const after = lab.snapshot()
  const changed = [...after].filter(([id, value]) => before.get(id) !== value).map(([id]) => id)
  expect(changed, `${answer.status} ${answer.text.slice(0, 200)}`).toEqual([])
  expect(after.size).toBe(before.size)
  return answer
}

/** Fails unless subscriptions and invoices are consistent, and their amounts add up. */
function expectAgreement(): void {
  const { store } = lab.ctx
  const sum = (all: { amount: number }[]) => all.reduce((result, { amount }) => result + amount, 0)
  for (const { id, latest_invoice: latest, items } of store.all('subscription')) {
    expect(store.get(latest)?.object, id).toBe('invoice')
    expect(items.data.length, id).toBeGreaterThan(0)
  }
  for (const { id, total, subtotal, total_discount_amounts: taken, lines, amount_due: due } of store.all('invoice')) {
    expect([id, sum(lines.data)]).toEqual([id, subtotal])
    expect([id, total]).toEqual([id, subtotal - sum(taken)])
    expect(due, id).toBeGreaterThanOrEqual(0)
  }
}

const methods = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS')
const paths = fc.oneof(
  fc.constantFrom(...registeredOperations().map(({ path }) => path)),
  fc.array(oddText, { maxLength: 6 }).map((parts) => `/v1/${parts.map(encode).join('/')}`),
)
const names = fc.oneof(
  fc.constantFrom(
    'name',
    'metadata[a]',
    'items[0][price]',
    'expand[]',
    'expand[0]',
    '__proto__[x]',
    'constructor[prototype][x]',
  ),
  fc.constantFrom(
    'a[__proto__][x]',
    'items[-1]',
    'items[99999999]',
    'items[][]',
    'a[',
    ']',
    '[',
    'metadata[__proto__]',
    '[]',
  ),
  oddText,
)
const pairs = fc.array(fc.tuple(names, oddText), { maxLength: 12 })
const forms = pairs.map((all) => all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'))

describe('the API', () => {
  it('responds in Stripe’s format to nearly valid requests', async () => {
    let sent = 0
    const property = fc.asyncProperty(nearlyRight, async ({ method, path, form }) => {
      // Restore objects that earlier requests deleted.
      if (++sent % 100 === 0) {
        expectAgreement()
        lab = fuzzTarget()
      }
      await sendSafely(method, path, form)
    })
    await fc.assert(property, budget(2000, 5000))
  })

  it('responds in Stripe’s format to invalid requests', async () => {
    const property = fc.asyncProperty(methods, paths, forms, async (method, path, form) => {
      await sendSafely(method, path, form)
    })
    await fc.assert(property, budget(600, 2000))
  })

  it('responds in Stripe’s format to bodies that are not form-encoded', async () => {
    const bodies = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), oddText)
    const contentTypes = fc.constantFrom(
      'application/json',
      'text/plain',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
    )
    const property = fc.asyncProperty(bodies, contentTypes, async (body, type) => {
      await sendSafely('POST', '/v1/customers', body.toWellFormed(), { 'content-type': type })
    })
    await fc.assert(property, budget(300, 1000))
  })

  it('does not pollute prototypes', async () => {
    for (const name of ['__proto__[polluted]', 'constructor[prototype][polluted]', 'metadata[__proto__][polluted]']) {
      await sendSafely('POST', '/v1/customers', `${encode(name)}=yes`)
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('stores metadata keys with any name', async () => {
    const answer = await sendSafely('POST', '/v1/customers', 'metadata[__proto__]=a&metadata[constructor]=b')
    if (answer.status === 200) expect(JSON.parse(answer.text).metadata.constructor).toBe('b')
  })
})

const megabyte = 1_000_000

const floods: [string, string][] = [
  ['one value', `name=${'x'.repeat(megabyte)}`],
  ['one name', `${'x'.repeat(megabyte)}=1`],
  ['many names', Array.from({ length: 100_000 }, (_, index) => `a${index}=1`).join('&')],
  ['a repeated parameter', 'name=a&'.repeat(140_000)],
  ['many brackets', `a${'[b]'.repeat(300_000)}=1`],
  ['open brackets', `a${'['.repeat(megabyte)}=1`],
  ['many elements', 'preferred_locales[]=de&'.repeat(45_000)],
  ['metadata keys', Array.from({ length: 40_000 }, (_, index) => `metadata[k${index}]=1`).join('&')],
  ['invalid escapes', `name=${'%'.repeat(megabyte)}`],
  ['text above the size limit', `name=${'x'.repeat(2 * megabyte)}`],
]

describe('a large request', () => {
  // Anything slower than linear exceeds the test's timeout.
  it.each(floods)('is rejected quickly if it consists of %s', async (_, form) => {
    const answer = await sendSafely('POST', '/v1/customers', form)
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})

describe('idempotency keys', () => {
  it('create a single object for concurrent requests', async () => {
    const headers = { 'idempotency-key': 'at-once' }
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => lab.send('POST', '/v1/customers', 'name=Once', headers)),
    )
    for (const answer of answers) expectStripes(answer)
    const made = new Set(answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text).id))
    expect(made.size).toBe(1)
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
  })

  it('repeat the response to the same request and reject a different request', async () => {
    const request = fc.record({ key: fc.constantFrom('k1', 'k2', 'k3', 'k4'), name: fc.constantFrom('a', 'b', 'c') })
    const first = new Map<string, { name: string; text: string }>()
    const property = fc.asyncProperty(request, async ({ key, name }) => {
      const answer = await sendSafely('POST', '/v1/products', `name=${name}`, { 'idempotency-key': `fuzz-${key}` })
      const known = first.get(key)
      if (!known) first.set(key, { name, text: answer.text })
      else if (known.name === name) expect(answer.text).toBe(known.text)
      else expect(JSON.parse(answer.text).error.type).toBe('idempotency_error')
    })
    await fc.assert(property, budget(120, 1000))
  })
})

describe('after all of these requests', () => {
  it('every list and its objects can be read', async () => {
    let lists = 0
    for (const { method, path } of registeredOperations()) {
      if (method !== 'GET' || path.includes(':') || path.endsWith('/search')) continue
      const answer = await sendSafely('GET', path, '')
      // Some lists require a customer or a subscription.
      if (answer.status !== 200 || JSON.parse(answer.text).object !== 'list') continue
      lists++
      for (const { id } of JSON.parse(answer.text).data) {
        const one = await sendSafely('GET', `${path}/${encode(id)}`, '')
        expect([path, one.status === 200 || one.status === 404]).toEqual([path, true])
      }
    }
    expect(lists).toBeGreaterThan(15)
  })

  it('subscriptions and invoices are consistent', expectAgreement)

  it('the stand-in has not logged any errors', () => {
    expect(faults.mock.calls).toEqual([])
  })
})
