import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { api } from '../http/api'
import { Context } from '../kernel'
import { registerOperations } from '../resources'
import { Store, type Stored } from '../store'
import { registeredOperations } from './registered'

// What the property tests share: a stand-in with something of everything in it, and requests that nobody would send.

const key = 'sk_test_fuzz'

/** A stand-in without a port, whose state can be compared before and after a request. */
export function laboratory() {
  const store = new Store()
  const ctx = new Context(store)
  ctx.origin = 'http://127.0.0.1:9'
  registerOperations(ctx)
  const app = api(ctx, key)
  const ids = furnish(ctx)
  const send = async (
    method: string,
    path: string,
    form: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const isRead = method === 'GET' || method === 'HEAD'
    const url = isRead && form ? `${path}?${form}` : path
    const init = { method, headers: { authorization: `Bearer ${key}`, ...(isRead ? {} : type), ...headers } }
    const answer = await app.request(encodeURI(url), isRead ? init : { ...init, body: form })
    return { status: answer.status, text: await answer.text() }
  }
  // Objects are never changed in place, so a state is the same when it has the same objects.
  const snapshot = () => new Map(Reflect.get(store, 'objects') as Map<string, Stored>)
  return { ctx, ids, send, snapshot }
}

export type Answer = { status: number; text: string }

function furnish(ctx: Context): string[] {
  const call = (path: string, params: object = {}) => ctx.call<Stored>('POST', `/v1/${path}`, params)
  const clock = call('test_helpers/test_clocks', { frozen_time: 1_800_000_000 })
  const product = call('products', { name: 'Pro' })
  const price = (unit_amount: number) =>
    call('prices', { product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } })
  const [cheap, dear] = [price(1000), price(2000)]
  const coupon = call('coupons', { percent_off: 20, duration: 'forever' })
  const customer = call('customers', { email: 'ada@example.com', test_clock: clock.id })
  const card = call('payment_methods/pm_card_visa/attach', { customer: customer.id })
  call(`customers/${customer.id}`, { invoice_settings: { default_payment_method: card.id } })
  const subscription = call('subscriptions', { customer: customer.id, items: [{ price: cheap.id }] })
  const configuration = call('billing_portal/configurations', {
    features: { payment_method_update: { enabled: true } },
  })
  const item = subscription.items.data[0].id as string
  const made = [clock, product, cheap, dear, coupon, customer, card, subscription, configuration]
  return [...made.map(({ id }) => id), item, subscription.latest_invoice as string, 'pm_card_chargeCustomerFail']
}

type Schema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: boolean | Schema
}

const file = new URL('../schema/schemas.json', import.meta.url)
const schemas: Record<string, Schema> = JSON.parse(readFileSync(file, 'utf8'))

/** Text that has broken things elsewhere. */
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

/** A request that nearly makes sense: an operation with parameters that its schema knows, and values that may not fit. */
export function nearlyRight(ids: string[]): fc.Arbitrary<{ method: string; path: string; form: string }> {
  const id = fc.constantFrom(...ids)
  const part = fc.oneof({ weight: 5, arbitrary: id }, { weight: 1, arbitrary: oddText })
  return fc.constantFrom(...registeredOperations()).chain(({ method, path, params }) => {
    const names = [...path.matchAll(/:\w+/g)]
    const parts = fc.tuple(...names.map(() => part))
    const form = params && schemas[params] ? formOf(schemas[params], id) : fc.constant([])
    return fc.tuple(parts, form).map(([chosen, pairs]) => {
      const filled = chosen.reduce((result, text) => result.replace(/:\w+/, encode(text)), path)
      return { method, path: filled, form: pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&') }
    })
  })
}

/** Lone surrogates cannot be encoded; a client would send the replacement character for them. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

/** Between `least` and `most` of some names, or all when there are fewer. */
function some(names: string[], least: number, most: number): fc.Arbitrary<string[]> {
  return fc.subarray(names, { minLength: least, maxLength: Math.min(most, names.length) })
}

type Pairs = [name: string, value: string][]

function formOf(schema: Schema, id: fc.Arbitrary<string>): fc.Arbitrary<Pairs> {
  const names = Object.keys(schema.properties ?? {}).filter((name) => name !== 'expand')
  if (names.length === 0) return fc.constant([])
  return some(names, 0, 5).chain((chosen) => {
    const fields = chosen.map((name) => fieldOf(schema.properties?.[name] ?? {}, name, id, 0))
    return fc.tuple(...fields).map((pairs) => pairs.flat())
  })
}

function fieldOf(schema: Schema, at: string, id: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Pairs> {
  const choices = (schema.anyOf ?? [schema]).filter(
    (choice) => depth < 4 || (choice.type !== 'object' && choice.type !== 'array'),
  )
  const [first = {}, ...rest] = choices
  return fc.constantFrom(first, ...rest).chain((choice) => {
    if (choice.anyOf) return fieldOf(choice, at, id, depth + 1)
    if (choice.type === 'array') {
      const element = (index: number) => fieldOf(choice.items ?? {}, `${at}[${index}]`, id, depth + 1)
      return fc.oneof(
        element(0),
        fc.tuple(element(0), element(1)).map((pairs) => pairs.flat()),
      )
    }
    if (choice.type !== 'object') return scalarOf(choice, id).map((value): Pairs => [[at, value]])
    const names = Object.keys(choice.properties ?? {})
    if (names.length === 0) return oddText.map((value): Pairs => [[`${at}[key]`, value]])
    return some(names, 1, 4).chain((chosen) => {
      const inner = chosen.map((name) => fieldOf(choice.properties?.[name] ?? {}, `${at}[${name}]`, id, depth + 1))
      return fc.tuple(...inner).map((pairs) => pairs.flat())
    })
  })
}

function scalarOf(schema: Schema, id: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const words = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  const known = words.length > 0 ? fc.constantFrom(...words.map(String)) : id
  const numbers = fc.constantFrom('0', '1', '2', '-5', '1000', '99999999', '1800000000', '1802000000', '1900000000')
  const isNumber = schema.type === 'number' || schema.type === 'integer'
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false')
  const others = fc.constantFrom('usd', 'now', 'month', 'https://example.com/', 'ada@example.com', 'flexible', '')
  return fc.oneof(
    { weight: 8, arbitrary: isNumber ? numbers : known },
    { weight: 2, arbitrary: others },
    { weight: 1, arbitrary: oddText },
  )
}
