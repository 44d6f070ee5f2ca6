import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCard, newOwner, newOwnerOnClock, openShop, payCheckout, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { getCatalog } from '../catalog/catalog'
import { startCheckout } from '../checkout/start-checkout'
import { flowSchema } from '../model/form-schemas'
import { startPortalFlow } from '../portal/start-flow'
import { stripe } from '../stripe/client'
import { finishPayment } from '../subscriptions/retry-payment'
import { syncNow } from './sync-now'

const start = Math.floor(Date.now() / 1000)
const day = 86_400

beforeAll(openShop)
afterAll(() => standIn.close())

/** A team on Pro whose payment for a change to Business failed. */
async function pending(card: string) {
  const made = await newOwnerOnClock(start)
  const { id, stripeCustomerId } = made.customer
  await stripe().customers.update(stripeCustomerId, { email: made.viewer.email })
  await giveCard(stripeCustomerId)
  const catalog = await getCatalog()
  const items = [{ price: catalog.priceId('pro', 'month') }]
  const subscription = await stripe().subscriptions.create({ customer: stripeCustomerId, items })
  const read = (seconds: number) => syncNow(id, new Date(seconds * 1000))
  await giveCard(stripeCustomerId, card)
  await read(start)
  await stripe().subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id, price: catalog.priceId('business', 'month'), quantity: 2 }],
    payment_behavior: 'pending_if_incomplete',
    proration_behavior: 'always_invoice',
  })
  await read(start)
  const emails = async () => {
    const rows = await db().outboxMessage.findMany({ where: { kind: { startsWith: 'mail.billing_' } } })
    return rows.filter(({ payload }) => (payload as { to: string }).to === made.viewer.email).map(({ kind }) => kind)
  }
  return { ...made, subscriptionId: subscription.id, read, emails }
}

describe.each([
  ['payment_pending', 'pm_card_chargeCustomerFail'],
  ['action_pending', 'pm_card_authenticationRequired'],
] as const)('a pending change (%s)', (state, card) => {
  it('keeps the old plan and still offers to pay, update the card, or change the plan', async () => {
    const { viewer } = await pending(card)
    const overview = await getBilling(viewer)
    expect(overview).toMatchObject({ state, plan: 'pro' })
    expect(overview.offered).toEqual(
      expect.arrayContaining(['finish_payment', 'payment_method_update', 'subscription_update_confirm']),
    )
    const now = new Date(start * 1000)
    expect(await finishPayment(viewer, now)).toContain(standIn.url)
    for (const fields of [
      { flow: 'payment_method_update' },
      { flow: 'subscription_update_confirm', plan: 'business', interval: 'month', seats: '1' },
    ]) {
      expect(await startPortalFlow(viewer, flowSchema.parse(fields))).toContain(standIn.url)
    }
  })

  it('expires if it is not paid, with one email', async () => {
    const { viewer, pass, read, emails } = await pending(card)
    await pass(start + day)
    await read(start + day)
    await read(start + day)
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', pendingChange: null })
    expect((await emails()).filter((kind) => kind === 'mail.billing_change_expired')).toHaveLength(1)
  })
})

describe('a trial', () => {
  it('from Checkout tells Stripe what to do if it ends without a card', async () => {
    const viewer = await newOwner()
    await startCheckout(viewer, { plan: 'pro', interval: 'month', seats: undefined }, new Date())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    payCheckout(sessionId ?? '')
    const { subscription } = await stripe().checkout.sessions.retrieve(sessionId ?? '')
    const made = await stripe().subscriptions.retrieve(String(subscription))
    expect(made).toMatchObject({
      status: 'trialing',
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    })
  })

  it('is not given to a team twice', async () => {
    const viewer = await newOwner()
    const request = { plan: 'pro', interval: 'month', seats: undefined } as const
    await startCheckout(viewer, request, new Date())
    const first = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    payCheckout(first.sessionId ?? '', '6011111111111117')
    const { subscription } = await stripe().checkout.sessions.retrieve(first.sessionId ?? '')
    const customer = await db().billingCustomer.findUniqueOrThrow({ where: { teamId: viewer.teamId } })
    await syncNow(customer.id, new Date())
    await stripe().subscriptions.cancel(String(subscription))
    await startCheckout(viewer, request, new Date())
    const second = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId, state: 'open' } })
    payCheckout(second.sessionId ?? '', '6011111111111117')
    const paid = await stripe().checkout.sessions.retrieve(second.sessionId ?? '')
    expect((await stripe().subscriptions.retrieve(String(paid.subscription))).status).toBe('active')
  })
})
