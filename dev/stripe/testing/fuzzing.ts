import fc from 'fast-check'
import { createEngine } from '../create-engine'
import type { Context } from '../engine/core/context'
import { Store, type Stored } from '../engine/core/store'
import { api } from '../http/api-routes'
import { type ParameterSchema as Schema, parameterSchemas as schemas } from '../schema/parameter-schemas'
import { registeredOperations } from './registered-operations'

// For the fuzz tests: a stand-in with one object of every kind, and requests that a client would never send.

const key = 'sk_test_fuzz'

/** A stand-in without a port. Tests can compare its state before and after a request. */
export function fuzzTarget() {
  const store = new Store()
  const ctx = createEngine({ store, origin: 'http://127.0.0.1:9' })
  const app = api(ctx, key)
  const ids = createOneOfEach(ctx)
  const send = async (
    method: string,
    wantedPath: string,
    wantedForm: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const [path, form] = [filled(wantedPath, ids), filled(wantedForm, ids)]
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const isRead = method === 'GET' || method === 'HEAD'
    const url = isRead && form ? `${path}?${form}` : path
    const init = { method, headers: { authorization: `Bearer ${key}`, ...(isRead ? {} : type), ...headers } }
    const answer = await app.request(encodeURI(url), isRead ? init : { ...init, body: form })
    return { status: answer.status, text: await answer.text() }
  }
  // Objects are immutable, so two states are equal if they contain the same objects.
  const snapshot = () => new Map(Reflect.get(store, 'objects') as Map<string, Stored>)
  return { ctx, send, snapshot }
}

export type Answer = { status: number; text: string }

type Ids = Record<string, string>

/** Creates one object of every kind. The keys are the parameters and path segments that accept its ID. */
function createOneOfEach(ctx: Context): Ids {
  const call = (path: string, params: object = {}) => ctx.call<Stored>('POST', `/v1/${path}`, params)
  const clock = call('test_helpers/test_clocks', { frozen_time: 1_800_000_000 })
  const product = call('products', { name: 'Pro' })
  const price = (unit_amount: number) =>
    call('prices', { product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } })
  const [cheap, expensive] = [price(1000), price(2000)]
  const coupon = call('coupons', { percent_off: 20, duration: 'forever' })
  const code = call('promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id } })
  const customer = call('customers', { email: 'ada@example.com', test_clock: clock.id })
  const card = call('payment_methods/pm_card_visa/attach', { customer: customer.id })
  call(`customers/${customer.id}`, { invoice_settings: { default_payment_method: card.id } })
  const subscribe = () => call('subscriptions', { customer: customer.id, items: [{ price: cheap.id }] })
  const [subscription, scheduled] = [subscribe(), subscribe()]
  const schedule = call('subscription_schedules', { from_subscription: scheduled.id })
  const configuration = call('billing_portal/configurations', {
    features: { payment_method_update: { enabled: true } },
  })
  const invoice = call('invoices', { customer: customer.id })
  const own = {
    customer,
    test_clock: clock,
    product,
    price: expensive,
    coupon,
    promotion_code: code,
    subscription,
    configuration,
  }
  const others = {
    payment_method: card,
    default_payment_method: card,
    from_subscription: subscription,
    invoice,
    schedule,
  }
  const ids = Object.entries({ ...own, ...others }).map(([name, { id }]) => [name, id])
  return { ...Object.fromEntries(ids), id: subscription.items.data[0].id, cheap: cheap.id }
}

const placeholder = /~(\w+)~/g

function filled(text: string, ids: Ids): string {
  return text.replace(placeholder, (_, name: string) => ids[name] ?? 'none')
}

const kinds: Record<string, string> = {
  customers: 'customer',
  test_clocks: 'test_clock',
  products: 'product',
  prices: 'price',
  coupons: 'coupon',
  promotion_codes: 'promotion_code',
  subscriptions: 'subscription',
  configurations: 'configuration',
  payment_methods: 'payment_method',
  invoices: 'invoice',
  subscription_schedules: 'schedule',
  subscription_items: 'id',
}

export const oddText = fc.oneof(
  fc.constantFrom('', '0', '-1', '1e309', 'NaN', '999999999999999999999', '1.5', 'true', 'null', '__proto__', 'a,b'),
  fc.constantFrom(
    'constructor',
    'https://example.com/x?y={z}',
    'http://[',
    '\u0000',
    '\ud800',
    '🦄',
    '%00',
    '../..',
    '$1',
  ),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

/**
 * A nearly valid request: an operation with parameters from its schema, and values that may be invalid. IDs are
 * placeholders such as `~customer~`, which `fuzzTarget` replaces.
 */
export const nearlyRight = fc.constantFrom(...registeredOperations()).chain(({ method, path, params }) => {
  const names = [...path.matchAll(/([a-z_]+)\/:\w+/g)].map(([, resource = '']) => kinds[resource] ?? resource)
  const part = (name: string) =>
    fc.oneof({ weight: 15, arbitrary: fc.constant(`~${name}~`) }, { weight: 1, arbitrary: oddText })
  const parts = fc.tuple(...names.map(part))
  const form = params && schemas[params] ? formOf(schemas[params]) : fc.constant([])
  return fc.tuple(parts, form).map(([chosen, pairs]) => {
    const at = chosen.reduce((result, text) => result.replace(/:\w+/, encode(text)), path)
    return { method, path: at, form: pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&') }
  })
})

/** Lone surrogates cannot be encoded. A client would send the replacement character. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function some(names: string[], least: number, most: number): fc.Arbitrary<string[]> {
  return fc.subarray(names, { minLength: least, maxLength: Math.min(most, names.length) })
}

type Pairs = [name: string, value: string][]

function formOf(schema: Schema): fc.Arbitrary<Pairs> {
  return fieldsOf(schema, '', 0, 4)
}

function fieldsOf(schema: Schema, at: string, depth: number, most: number): fc.Arbitrary<Pairs> {
  const needed = schema.required ?? []
  const names = Object.keys(schema.properties ?? {}).filter((name) => name !== 'expand' && !needed.includes(name))
  const chosen = fc.tuple(
    some(names, 0, most),
    fc.oneof({ weight: 20, arbitrary: fc.constant(needed) }, some(needed, 0, 1)),
  )
  return chosen.chain(([others, required]) => {
    const all = [...required, ...others].map((name) =>
      valuesOf(schema.properties?.[name] ?? {}, at ? `${at}[${name}]` : name, name, depth + 1),
    )
    return fc.tuple(...all).map((pairs) => pairs.flat())
  })
}

function valuesOf(schema: Schema, at: string, name: string, depth: number): fc.Arbitrary<Pairs> {
  const isDeep = ({ type }: Schema) => type === 'object' || type === 'array'
  const choices = (schema.anyOf ?? [schema]).filter((choice) => depth < 5 || !isDeep(choice))
  const [first = {}, ...rest] = choices
  return fc.constantFrom(first, ...rest).chain((choice) => {
    if (choice.anyOf) return valuesOf(choice, at, name, depth + 1)
    if (choice.type === 'array') {
      const element = (index: number) => valuesOf(choice.items ?? {}, `${at}[${index}]`, name, depth + 1)
      return fc.oneof(
        element(0),
        fc.tuple(element(0), element(1)).map((pairs) => pairs.flat()),
      )
    }
    if (choice.type !== 'object') return scalarOf(choice, name).map((value): Pairs => [[at, value]])
    if (Object.keys(choice.properties ?? {}).length > 0) return fieldsOf(choice, at, depth, 3)
    return oddText.map((value): Pairs => [[`${at}[key]`, value]])
  })
}

const numbers = fc.constantFrom('0', '1', '2', '-5', '1000', '99999999', '1800000000', '1802000000', '1900000000')
const texts = fc.constantFrom('usd', 'now', 'month', 'https://example.com/', 'ada@example.com', 'flexible', '')

function scalarOf(schema: Schema, name: string): fc.Arbitrary<string> {
  const enumValues = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false')
  const isNumber = schema.type === 'number' || schema.type === 'integer'
  const known = enumValues.length > 0 ? fc.constantFrom(...enumValues.map(String)) : fc.constant(`~${name}~`)
  const right = isNumber ? numbers : /url$/.test(name) || name === 'currency' ? texts : known
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 2, arbitrary: texts }, { weight: 1, arbitrary: oddText })
}
