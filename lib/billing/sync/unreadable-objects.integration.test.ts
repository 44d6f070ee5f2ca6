import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newSubscriber, openShop } from '@/dev/testing/shop'
import { alter, closeWire, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { drainBilling } from '../operations/worker'
import { markDirty } from '../store/mark-dirty'
import { stripe } from '../stripe/client'

type List = { data: object[] }

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000)
const alertOf = (key: string) => db().billingAlert.findUnique({ where: { kind_key: { kind: 'unreadable', key } } })

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a Stripe response that cannot be parsed', () => {
  it.each([
    ['a period', /^\/v1\/subscriptions$/, (body) => inFirst(body, ['items', 'data', 0, 'current_period_end'], 'soon')],
    ['a trial', /^\/v1\/subscriptions$/, (body) => inFirst(body, ['trial_end'], {})],
    ['an invoice', /^\/v1\/subscriptions$/, (body) => inFirst(body, ['latest_invoice', 'amount_remaining'], '1.5')],
    ['a customer', /^\/v1\/customers\/cus_\w+$/, (body) => ({ ...body, invoice_settings: null })],
    ['a charge', /^\/v1\/charges$/, (body) => inFirst(body, ['amount'], null)],
  ] as [string, RegExp, (body: List) => unknown][])(
    '(%s) changes no stored rows and raises one alert',
    async (_what, path, change) => {
      const { viewer, customer, subscriptionId } = await newSubscriber('pro')
      await stripe().subscriptions.cancel(subscriptionId)
      await markDirty(customer.id)
      alter('GET', path, change, 9)
      await drainBilling(later(0))
      await drainBilling(later(30))
      expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active' })
      expect(await db().billingSync.findUnique({ where: { customerId: customer.id } })).toMatchObject({ attempts: 2 })
      expect(await alertOf(customer.id)).toMatchObject({ count: 2, teamId: viewer.teamId })
      resetWire()
      await drainBilling(later(90))
      expect(await getBilling(viewer)).toMatchObject({ plan: 'free', state: 'ended' })
      expect(await db().billingSync.findUnique({ where: { customerId: customer.id } })).toMatchObject({ attempts: 0 })
    },
  )
})

/** Changes one value in the first object of a list. */
function inFirst(body: List, path: (string | number)[], value: unknown): unknown {
  const copy = structuredClone(body)
  let at = copy.data[0] as Record<string | number, never>
  for (const key of path.slice(0, -1)) at = at?.[key] as unknown as typeof at
  if (at) Object.assign(at, { [path.at(-1) as string]: value })
  return copy
}
