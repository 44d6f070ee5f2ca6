import { type Case, claim, locally } from '../case'
import { declined, has, invalid, must, rejected, same } from '../expectations'
import { post } from '../raw-request'

const documented = 'D: api/idempotent_requests; section 7'

export const idempotency: Case[] = [
  claim('a repeated key returns the first response', documented, async (world) => {
    const options = { idempotencyKey: world.unique('key') }
    const params = { email: `${world.unique('ada')}@example.com` }
    const first = await world.stripe.customers.create(params, options)
    const second = await world.stripe.customers.create(params, options)
    world.later(() => world.stripe.customers.del(first.id))
    same(first.id, second.id)
    same((await world.stripe.customers.list({ email: params.email })).data.length, 1)
  }),
  claim('the repeated response is marked', 'GK Idempotent-Replayed; section 7', async (world) => {
    const headers = { 'idempotency-key': world.unique('key') }
    const first = await post(world, '/v1/customers', 'name=Ada', headers)
    const second = await post(world, '/v1/customers', 'name=Ada', headers)
    world.later(() => world.stripe.customers.del(String(first.body.id)))
    same(
      [first, second].map((one) => one.headers.get('idempotent-replayed')),
      [null, 'true'],
    )
    same(first.body, second.body)
  }),
  claim(
    'the repeated response has a different request ID',
    'section 7: Request-Id on every response',
    async (world) => {
      const headers = { 'idempotency-key': world.unique('key') }
      const first = await post(world, '/v1/customers', 'name=Ada', headers)
      const second = await post(world, '/v1/customers', 'name=Ada', headers)
      world.later(() => world.stripe.customers.del(String(first.body.id)))
      must(first.headers.get('request-id') !== second.headers.get('request-id'), 'the request IDs differ')
    },
  ),
  claim('a response has the key and the original request ID', '3P pay-rails/pay: recorded', async (world) => {
    const key = world.unique('key')
    const first = await post(world, '/v1/customers', 'name=Ada', { 'idempotency-key': key })
    const second = await post(world, '/v1/customers', 'name=Ada', { 'idempotency-key': key })
    world.later(() => world.stripe.customers.del(String(first.body.id)))
    const done = [key, first.headers.get('request-id')]
    for (const { headers } of [first, second])
      same([headers.get('idempotency-key'), headers.get('original-request')], done)
  }),
  claim('a key cannot be reused with different parameters', `${documented}; text GK`, async (world) => {
    const options = { idempotencyKey: world.unique('key') }
    const { id } = await world.stripe.customers.create({ name: 'Ada' }, options)
    world.later(() => world.stripe.customers.del(id))
    const fields = { type: 'StripeIdempotencyError', rawType: 'idempotency_error', statusCode: 400 }
    const message = /^Keys for idempotent requests can only be used with the same parameters they were first used with/
    await rejected(world.stripe.customers.create({ name: 'Eve' }, options), { ...fields, message })
  }),
  claim('a key cannot be reused for a different URL', documented, async (world) => {
    const options = { idempotencyKey: world.unique('key') }
    const { id } = await world.stripe.customers.create({ name: 'Ada' }, options)
    world.later(() => world.stripe.customers.del(id))
    await rejected(world.stripe.products.create({ name: 'Ada' }, options), { rawType: 'idempotency_error' })
  }),
  claim('validation errors are not stored', documented, async (world) => {
    const options = { idempotencyKey: world.unique('key') }
    await rejected(world.stripe.customers.create({ email: 'nobody' }, options), invalid())
    const { id } = await world.stripe.customers.create({ name: 'Ada' }, options)
    world.later(() => world.stripe.customers.del(id))
    must(id, 'the key was not stored')
  }),
  claim('a declined charge is stored', documented, async (world) => {
    const { subscription } = await world.subscriber(1000, {}, 'pm_card_chargeCustomerFail')
    const { id } = await world.latestInvoice(subscription)
    const options = { idempotencyKey: world.unique('key') }
    await rejected(world.stripe.invoices.pay(id, {}, options), declined('card_declined'))
    await rejected(world.stripe.invoices.pay(id, {}, options), declined('card_declined'))
    same((await world.stripe.charges.list({ customer: String(subscription.customer) })).data.length, 2)
  }),
  claim('a key can have at most 255 characters', documented, async (world) => {
    await rejected(world.stripe.customers.create({}, { idempotencyKey: 'k'.repeat(256) }), { statusCode: 400 })
    const { id } = await world.stripe.customers.create({}, { idempotencyKey: world.unique('k').padEnd(255, 'k') })
    world.later(() => world.stripe.customers.del(id))
  }),
  claim('a DELETE request ignores the key', `${documented}: GET/DELETE ignore it`, async (world) => {
    const options = { idempotencyKey: world.unique('key') }
    const [first, second] = [await world.customer(null), await world.customer(null)]
    has(await world.stripe.customers.del(first.id, {}, options), { deleted: true })
    has(await world.stripe.customers.del(second.id, {}, options), { id: second.id, deleted: true })
  }),
  claim('the SDK sends a key with every POST request', 'X: stripe-node-retry-<uuid>; section 3.3', async (world) => {
    const { id } = await world.customer(null)
    const watch = await world.watch(id)
    await world.stripe.customers.update(id, { name: 'Ada' })
    has((await watch.only('customer.updated')).request, { idempotency_key: /^stripe-node-retry-/ })
  }),
  locally(
    'a pending request locks its key',
    'GK idempotency_key_in_use; section 7',
    'the test needs a slow request',
    async (world) => {
      const fault = { method: 'POST', path: '/v1/customers', delayMs: 300, customer: world.unique('slow') }
      const control = (method: string, body?: string) =>
        fetch(`${world.standIn.url}/_control/faults`, { method, body, headers: { 'content-type': 'application/json' } })
      await control('POST', JSON.stringify(fault))
      const headers = { 'idempotency-key': world.unique('key') }
      const send = () => post(world, '/v1/customers', `name=${fault.customer}`, headers)
      const responses = await Promise.all([send(), send()])
      await control('DELETE')
      same(responses.map(({ status }) => status).sort(), [200, 409])
      const conflict = responses.find(({ status }) => status === 409)
      has(conflict?.error, { type: 'idempotency_error', code: 'idempotency_key_in_use' })
    },
  ),
]
