import Stripe from 'stripe'
import { type Case, claim, locally } from '../case'
import { declined, has, invalid, missing, must, rejected, same } from '../expectations'
import { post, raw } from '../raw-request'
import type { World } from '../world'

const codes = 'GK common codes; section 7'

/** Invalid request bodies and their errors. */
const wrongForms: [what: string, path: string, body: string, expected: object][] = [
  [
    'an unknown parameter',
    '/v1/customers',
    'foo=1',
    { code: 'parameter_unknown', param: 'foo', message: /^Received unknown parameter: foo/ },
  ],
  [
    'an unknown parameter within a hash',
    '/v1/customers',
    'address[planet]=Mars',
    { code: 'parameter_unknown', param: 'address[planet]' },
  ],
  [
    'an unknown parameter within a list',
    '/v1/subscriptions',
    'customer=x&items[0][quantitty]=1',
    { code: 'parameter_unknown', param: 'items[0][quantitty]' },
  ],
  ['a missing parameter', '/v1/products', '', { code: 'parameter_missing', param: 'name' }],
  ['an empty name', '/v1/products', 'name=', { code: 'parameter_invalid_empty', param: 'name' }],
  ['a word instead of a number', '/v1/coupons', 'percent_off=half', { param: 'percent_off' }],
  [
    'a fraction instead of a whole number',
    '/v1/coupons',
    'percent_off=5&max_redemptions=1.5',
    { code: 'parameter_invalid_integer', param: 'max_redemptions' },
  ],
  ['a word instead of a boolean', '/v1/products', 'name=x&active=perhaps', { param: 'active' }],
  ['a hash instead of text', '/v1/customers', 'name[first]=Ada', { param: 'name' }],
  ['text instead of a hash', '/v1/customers', 'address=here', { param: 'address' }],
  ['text instead of a list', '/v1/customers', 'preferred_locales=de', { param: 'preferred_locales' }],
  ['an unknown enum value', '/v1/coupons', 'percent_off=5&duration=sometimes', { param: 'duration' }],
  ['a name that is too long', '/v1/customers', `name=${'x'.repeat(257)}`, { param: 'name' }],
  ['an invalid URL', '/v1/billing_portal/sessions', 'customer=x&return_url=nowhere', {}],
]

const expectedTypes: [status: number, path: string, type: string][] = [
  [401, 'authentication', 'StripeAuthenticationError'],
  [402, 'card', 'StripeCardError'],
  [403, 'permission', 'StripePermissionError'],
  [429, 'rate limit', 'StripeRateLimitError'],
  [500, 'api', 'StripeAPIError'],
]

const noFaults = 'Stripe cannot fail on demand'

async function withFault(world: World, fault: object, run: () => Promise<void>): Promise<void> {
  const ask = (method: string, body?: string) =>
    fetch(`${world.standIn.url}/_control/faults`, { method, body, headers: { 'content-type': 'application/json' } })
  await ask('POST', JSON.stringify({ method: 'GET', path: '/v1/products', ...fault }))
  try {
    await run()
  } finally {
    await ask('DELETE')
  }
}

export const errors: Case[] = [
  ...wrongForms.map(([what, path, body, expected]) =>
    claim(`the error identifies ${what}`, codes, async (world) => {
      const { status, error } = await post(world, path, body)
      same([status, error.type], [400, 'invalid_request_error'])
      must(typeof error.message === 'string' && error.message !== '', 'it has an error message')
      has(error, expected)
    }),
  ),
  claim('an error code has a documentation page', 'GK doc_url; section 7', async (world) => {
    const { error } = await raw(world, '/v1/customers/cus_none')
    same([error.code, error.doc_url], ['resource_missing', 'https://stripe.com/docs/error-codes/resource-missing'])
  }),
  claim('an error has a request log URL', 'GK request_log_url; section 7', async (world) => {
    const { error, headers } = await raw(world, '/v1/customers/cus_none')
    must(String(error.request_log_url).includes(headers.get('request-id') ?? '?'), 'the request ID matches')
  }),
  claim('an unknown ID is not found', codes, async ({ stripe }) => {
    const fields = { ...missing('id'), statusCode: 404, type: 'StripeInvalidRequestError' }
    await rejected(stripe.customers.retrieve('cus_x'), { ...fields, message: "No such customer: 'cus_x'" })
  }),
  claim('an unknown ID in a parameter is a bad request', codes, async (world) => {
    await rejected(world.stripe.invoiceItems.create({ customer: 'cus_x', amount: 1, currency: 'usd' }), {
      ...missing('customer'),
      statusCode: 400,
    })
  }),
  claim('an ID of another object type is not found', codes, async (world) => {
    const { id } = await world.customer(null)
    await rejected(world.stripe.subscriptions.retrieve(id), missing('id'))
  }),
  claim('an unknown URL is not found', 'GK statuses; section 7', async (world) => {
    const { status, error } = await raw(world, '/v1/unicorns')
    has(
      { status, ...error },
      { status: 404, type: 'invalid_request_error', message: /^Unrecognized request URL \(GET: \/v1\/unicorns\)/ },
    )
  }),
  claim('an unknown method is rejected', 'GK statuses; section 7', async (world) => {
    const { status, error } = await raw(world, '/v1/customers', { method: 'PUT' })
    must(status >= 400 && status < 500 && error.type === 'invalid_request_error', 'it is rejected')
  }),
  claim('an invalid API key is rejected and redacted', 'GK statuses; section 7', async (world) => {
    const { status, error, headers } = await raw(world, '/v1/customers', { key: 'sk_text_wrong_as_can_be' })
    const message = /^Invalid API Key provided: sk_text_\*+n_be/
    has({ status, ...error }, { status: 401, type: 'invalid_request_error', message })
    must(headers.get('www-authenticate'), 'it explains authentication')
    must(!('request_log_url' in error), 'the request has no log entry')
  }),
  claim('a missing API key is rejected', 'GK statuses; section 7', async (world) => {
    const { status, error } = await raw(world, '/v1/customers', { key: null })
    has({ status, ...error }, { status: 401, message: /^You did not provide an API key/ })
  }),
  claim('a declined card has a decline code', 'section 6; section 7', async (world) => {
    const { id } = await world.customer(null)
    const call = world.stripe.paymentMethods.attach('pm_card_visa_chargeDeclinedInsufficientFunds', { customer: id })
    const error = await rejected(call, declined('card_declined', 'insufficient_funds'))
    same(error.message, 'Your card has insufficient funds.')
    must(error.requestId?.startsWith('req_'), 'it has a request ID')
  }),
  claim('a body that is not form-encoded is rejected', '3P issue reports', async (world) => {
    const headers = { 'content-type': 'application/json' }
    const { status, error } = await raw(world, '/v1/customers', { method: 'POST', body: '{"name":"Ada"}', headers })
    has({ status, ...error }, { status: 400, type: 'invalid_request_error' })
  }),
  claim('the SDK error has the details', 'X: Error.js; section 7', async ({ stripe }) => {
    const call = stripe.products.create({ name: 'x', active: 'perhaps' as unknown as boolean })
    const error = await rejected(call, invalid({ param: 'active' }))
    must(error instanceof Stripe.errors.StripeInvalidRequestError && error.requestId, 'it has the request ID')
  }),
  ...expectedTypes.map(([status, what, type]) =>
    locally(`${status} becomes the SDK’s ${what} error`, 'X: Error.js; section 7', noFaults, async (world) => {
      await withFault(world, { status, shouldRetry: false }, async () => {
        await rejected(world.stripe.products.list({}, { maxNetworkRetries: 0 }), { statusCode: status, type })
      })
    }),
  ),
  locally('a lost connection is retried', 'N23: maxNetworkRetries default 1; section 3.3', noFaults, async (world) => {
    await withFault(world, { cut: true }, async () => has(await world.stripe.products.list(), { object: 'list' }))
  }),
  locally('a server error is retried', 'N23 RequestSender: ≥500; section 3.3', noFaults, async (world) => {
    await withFault(world, { status: 503 }, async () => has(await world.stripe.products.list(), { object: 'list' }))
  }),
  locally('stripe-should-retry: false prevents retries', 'N23 RequestSender; section 3.3', noFaults, async (world) => {
    await withFault(world, { status: 503, shouldRetry: false }, async () => {
      await rejected(world.stripe.products.list(), { statusCode: 503 })
    })
  }),
]

export const requests: Case[] = [
  claim('every response has a request ID and version', 'section 7', async (world) => {
    const { headers } = await raw(world, '/v1/customers?limit=1', {
      headers: { 'stripe-version': '2026-10-28.endive' },
    })
    must(headers.get('request-id')?.startsWith('req_'), 'Request-Id')
    same(headers.get('stripe-version'), '2026-10-28.endive')
  }),
  claim('another API version is accepted', '3P: SDKs 14 to 22; D: versioning', async (world) => {
    for (const version of ['2022-11-15', '2025-09-30.clover']) {
      const { status } = await raw(world, '/v1/customers?limit=1', { headers: { 'stripe-version': version } })
      same(status, 200)
    }
  }),
  claim('an invalid API version is rejected', 'GK', async (world) => {
    const { status, error } = await raw(world, '/v1/customers', { headers: { 'stripe-version': 'yesterday' } })
    same([status, error.type], [400, 'invalid_request_error'])
  }),
  claim('the SDK pins its version', 'N23 apiVersion.js; section 0.1', async ({ stripe }) => {
    const { lastResponse } = await stripe.customers.list({ limit: 1 })
    same([Stripe.API_VERSION, lastResponse.apiVersion], ['2026-10-28.endive', '2026-10-28.endive'])
  }),
  claim('a list can use empty brackets', 'X wire format; section 3.3', async (world) => {
    const { status, body } = await post(world, '/v1/customers', 'preferred_locales[]=de&preferred_locales[]=en')
    world.later(() => world.stripe.customers.del(String(body.id)))
    same([status, body.preferred_locales], [200, ['de', 'en']])
  }),
  claim('a list can use indexes', 'X wire format; section 3.3', async (world) => {
    const { status, body } = await post(world, '/v1/customers', 'preferred_locales[0]=de&preferred_locales[1]=en')
    world.later(() => world.stripe.customers.del(String(body.id)))
    same([status, body.preferred_locales], [200, ['de', 'en']])
  }),
  claim('a boolean can be capitalized, or a digit', '3P: Debian’s Python SDK 5', async (world) => {
    const { id } = await world.product()
    for (const [text, active] of [
      ['False', false],
      ['True', true],
      ['0', false],
      ['1', true],
    ] as const)
      has(await post(world, `/v1/products/${id}`, `active=${text}`), { status: 200, body: { active } })
  }),
  claim('Unicode text is preserved', 'GK UTF-8', async (world) => {
    const name = 'Žofie 李 🦄 O’Neil & Söhne = 100 %'
    same((await world.customer(null, { name })).name, name)
  }),
  claim('a Date object is accepted', 'X: Dates → unix seconds; section 3.3', async ({ stripe }) => {
    const created = { gt: new Date(Date.UTC(2040, 0, 1)) as unknown as number }
    same((await stripe.customers.list({ created })).data, [])
  }),
  claim('undefined is not sent', 'X wire format; section 3.3', async (world) => {
    has(await world.customer(null, { name: undefined, description: 'x' }), { name: null, description: 'x' })
  }),
  claim('null clears a field, like an empty string', 'X wire format; section 3.3', async (world) => {
    const { id } = await world.customer(null, { description: 'x' })
    const change = { description: null as unknown as '' }
    has(await world.stripe.customers.update(id, change), { description: null })
  }),
]
