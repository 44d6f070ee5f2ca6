import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { type Case, claim } from '../case'
import { must, same } from '../expectations'

const secret = 'whsec_test_secret'
const plain = JSON.stringify({ id: 'evt_test', object: 'event' })
const thin = JSON.stringify({ id: 'evt_test', object: 'v2.core.event', type: 'v1.customer.created' })

function signed({ webhooks }: Stripe, payload: string, timestamp = Math.floor(Date.now() / 1000)): string {
  return webhooks.generateTestHeaderString({ payload, secret, timestamp })
}

/** SDK behavior that the product and the stand-in depend on. */
export const sdk: Case[] = [
  claim('is created with `new`', 'X; section 0.9', async () => {
    assert.throws(() => (Stripe as unknown as (key: string) => Stripe)('sk_test_x'), /without 'new'/)
  }),
  claim('distinguishes a webhook from a thin event', 'X: wrong kind throws; section 3.3', async ({ stripe }) => {
    const header = signed(stripe, thin)
    assert.throws(() => stripe.webhooks.constructEvent(thin, header, secret), /thin event notification/)
    assert.throws(() => stripe.parseEventNotification(plain, signed(stripe, plain), secret), /webhook payload/)
  }),
  claim('has no parser with the old name', 'N23 CHANGELOG 19.0.0; section 0.6', async ({ stripe }) => {
    must(!('parseThinEvent' in stripe) && 'parseEventNotification' in stripe, 'the parser has a new name')
  }),
  claim('rejects a blank secret', 'N23 CHANGELOG 22.6.2; section 3.3', async ({ stripe }) => {
    for (const blank of ['', ' '])
      assert.throws(() => stripe.webhooks.constructEvent(plain, signed(stripe, plain), blank))
  }),
  claim('skips the age check with a tolerance of zero', 'N23 CHANGELOG 23.0.0; section 3.3', async ({ stripe }) => {
    const header = signed(stripe, plain, 1_700_000_000)
    same(stripe.webhooks.constructEvent(plain, header, secret, 0).id, 'evt_test')
  }),
  claim('checks the age by default', 'N23 CHANGELOG 23.0.0; section 3.3', async ({ stripe }) => {
    const header = signed(stripe, plain, 1_700_000_000)
    assert.throws(() => stripe.webhooks.constructEvent(plain, header, secret), /tolerance/)
  }),
  claim(
    'checks signatures synchronously and asynchronously',
    'N23 constructEventAsync; section 3.3',
    async ({ stripe }) => {
      const event = await stripe.webhooks.constructEventAsync(plain, signed(stripe, plain), secret)
      same(event.id, 'evt_test')
    },
  ),
]
