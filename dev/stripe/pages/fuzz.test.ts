import fc from 'fast-check'
import { afterAll, expect, it, vi } from 'vitest'
import { encode, oddText } from '../testing/fuzzing'
import { shop } from '../testing/shop'
import { pages } from '.'

const seed = Number(process.env.FUZZ_SEED ?? 20_261_125)
const faults = vi.spyOn(console, 'error').mockImplementation(() => {})

afterAll(() => {
  faults.mockRestore()
})

const its = shop()
const subscription = its.subscribe(its.customer(), its.proMonth)
const token = its.portal(its.read(subscription.customer)).split('/').at(-1) ?? ''
const checkout = its.call('/v1/checkout/sessions', {
  mode: 'subscription',
  success_url: 'https://example.com',
  line_items: [{ price: its.proMonth.id, quantity: 1 }],
})

// Valid values for URL parameters.
const right: Record<string, string> = { ':token': token, ':subscription': subscription.id }

function partOf(name: string, path: string): string {
  if (path.startsWith('/i/')) return subscription.latest_invoice
  return right[name] ?? checkout.id
}

const routes = pages(its.ctx).routes.filter(({ method }) => method !== 'ALL')
const fields = [
  'price',
  'quantity',
  'duration',
  'reason',
  'comment',
  'cardNumber',
  'cardExpiry',
  'cardCvc',
  'name',
  'email',
]
const names = fc.oneof(
  fc.constantFrom(...fields, 'country', 'outcome', 'return', 'code', 'promotion', '__proto__'),
  oddText,
)
const values = fc.oneof(fc.constantFrom(its.businessMonth.id, '4242424242424242', '12 / 34', '123', '2'), oddText)
const requests = fc.record({
  route: fc.constantFrom(...routes),
  isRight: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  part: oddText,
  form: fc.dictionary(names, values, { maxKeys: 8 }),
})

it('no page crashes on random input', async () => {
  console.log(`fuzzing the pages with FUZZ_SEED=${seed}`)
  const property = fc.asyncProperty(requests, async ({ route: { method, path }, isRight, part, form }) => {
    const at = path.replace(/:\w+/g, (name) => (isRight ? partOf(name, path) : encode(part)))
    const sent = Object.fromEntries(
      Object.entries(form).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]),
    )
    const response = method === 'GET' ? await its.web.get(at) : await its.web.post(at, sent)
    expect(response.status, `${method} ${at} ${faults.mock.lastCall?.[1]?.stack ?? ''}`).toBeLessThan(500)
  })
  await fc.assert(property, { seed, numRuns: 500, interruptAfterTimeLimit: 4000 })
  expect(faults.mock.calls).toEqual([])
})
