import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverAll, eventsFor } from '@/dev/testing/hooks'
import { giveCard, newOwnerOnClock, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { getCatalog } from '../catalog/catalog'
import { drainBilling } from '../operations/worker'
import { retentionCoupon } from '../plans'
import { markDirty } from '../store/mark-dirty'
import { stripe } from '../stripe/client'
import { fetchSnapshot } from '../sync/fetch-snapshot'
import { syncCustomer } from '../sync/sync-customer'
import { eventsByField, type StoredField, subscribedTypes } from './event-types'

// Changes every stored field in the stand-in. The events that the endpoint subscribes to must report each change.

const start = Math.floor(Date.now() / 1000)
const day = 86_400
const home = { accountId: null, livemode: false }
const fieldNames = Object.keys(eventsByField)

type Made = { customer: string; rowId: string; subscription: string; item: string; pass: (to: number) => Promise<void> }
type Change = {
  name: string
  /** The fields that must change. Events must cover any other changed field too. */
  fields: StoredField[]
  before?: (made: Made) => unknown
  run: (made: Made) => unknown
}

const update = (params: object) => (made: Made) => stripe().subscriptions.update(made.subscription, params)
const call = (path: string, params: object = {}) => standIn.ctx.call('POST', path, params as Record<string, unknown>)
const charge = async ({ customer }: Made) => (await stripe().charges.list({ customer })).data[0]?.id ?? ''
const declined = ({ customer }: Made) => giveCard(customer, 'pm_card_chargeCustomerFail')
const own = async (made: Made) => {
  const method = await stripe().paymentMethods.attach('pm_card_mastercard', { customer: made.customer })
  await update({ default_payment_method: method.id })(made)
  return method.id
}
const upgrade = async ({ subscription, item }: Made) =>
  stripe().subscriptions.update(subscription, {
    items: [{ id: item, price: (await getCatalog()).priceId('business', 'month') }],
    payment_behavior: 'pending_if_incomplete',
    proration_behavior: 'always_invoice',
  })
const schedule = ({ subscription }: Made) => stripe().subscriptionSchedules.create({ from_subscription: subscription })
const open = async ({ subscription }: Made) =>
  (await stripe().invoices.list({ subscription, status: 'open' })).data[0]?.id ?? ''
const owed = async (made: Made) => {
  await declined(made)
  await update({ billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' })(made)
}
const dispute = async (made: Made) => call(`/_internal/charges/${await charge(made)}/dispute`).id as string
let disputed = ''

const changes: Change[] = [
  {
    name: 'a new subscription',
    fields: ['id', 'createdAt', 'items', 'paidInvoices', 'checkoutIntentId'],
    run: async ({ customer, pass }) => {
      await pass(start + day)
      const items = [{ price: (await getCatalog()).priceId('business', 'year') }]
      await stripe().subscriptions.create({ customer, items, metadata: { checkout_intent: 'intent_1' } })
    },
  },
  {
    name: 'an immediate cancellation',
    fields: ['status', 'canceledAt', 'endedAt', 'cancellationReason', 'nextInvoice'],
    run: ({ subscription }) => stripe().subscriptions.cancel(subscription),
  },
  {
    name: 'a scheduled cancellation',
    fields: ['cancelAt', 'canceledAt', 'cancellationReason'],
    run: update({ cancel_at: 'max_period_end' }),
  },
  { name: 'a classic cancellation', fields: ['cancelAtPeriodEnd'], run: update({ cancel_at_period_end: true }) },
  {
    name: 'cancellation feedback',
    fields: ['cancellationFeedback', 'cancellationComment'],
    before: update({ cancel_at: 'max_period_end' }),
    run: update({ cancellation_details: { feedback: 'too_expensive', comment: 'Later.' } }),
  },
  { name: 'a trial', fields: ['status', 'trialEnd'], run: update({ trial_end: start + 9 * day }) },
  { name: 'a new number of seats', fields: ['items', 'seatSeq'], run: (made) => seats(made) },
  { name: 'a pause', fields: ['pauseCollection'], run: update({ pause_collection: { behavior: 'void' } }) },
  { name: 'a schedule', fields: ['schedule'], run: schedule },
  {
    name: 'a released schedule',
    fields: ['schedule'],
    before: schedule,
    run: async ({ subscription }) => {
      const { schedule } = await stripe().subscriptions.retrieve(subscription)
      await stripe().subscriptionSchedules.release(String(schedule))
    },
  },
  { name: 'a pending change', fields: ['pendingUpdate', 'latestInvoice'], before: declined, run: upgrade },
  {
    name: 'an expired change',
    fields: ['pendingUpdate'],
    before: async (made) => {
      await declined(made)
      await upgrade(made)
    },
    run: ({ pass }) => pass(start + day),
  },
  { name: 'a failed payment', fields: ['status', 'latestInvoice'], before: declined, run: owed },
  {
    name: 'a payment that must be confirmed',
    fields: ['latestInvoice'],
    before: ({ customer }) => giveCard(customer, 'pm_card_authenticationRequired'),
    run: update({ billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' }),
  },
  {
    name: 'a late payment',
    fields: ['status', 'latestInvoice', 'paidInvoices'],
    before: async (made) => {
      await owed(made)
      await giveCard(made.customer)
    },
    run: async (made) => stripe().invoices.pay(await open(made)),
  },
  {
    name: 'a voided invoice',
    fields: ['latestInvoice'],
    before: owed,
    run: async (made) => stripe().invoices.voidInvoice(await open(made)),
  },
  { name: 'a renewal', fields: ['items', 'latestInvoice', 'nextInvoice'], run: ({ pass }) => pass(start + 32 * day) },
  { name: 'a discount', fields: ['discounts'], run: update({ discounts: [{ coupon: retentionCoupon.id }] }) },
  { name: 'a subscription card', fields: ['defaultPaymentMethod'], run: own },
  {
    name: 'the subscription card’s details',
    fields: ['defaultPaymentMethod'],
    before: own,
    run: async ({ subscription }) => {
      const { default_payment_method: id } = await stripe().subscriptions.retrieve(subscription)
      await stripe().paymentMethods.update(String(id), { card: { exp_month: 1, exp_year: 2041 } })
    },
  },
  { name: 'a new card', fields: ['paymentMethod'], run: ({ customer }) => giveCard(customer, 'pm_card_mastercard') },
  {
    name: 'the card’s details',
    fields: ['paymentMethod'],
    run: async ({ customer }) => {
      const { invoice_settings: settings } = (await stripe().customers.retrieve(customer)) as never
      const id = (settings as { default_payment_method: string }).default_payment_method
      await stripe().paymentMethods.update(id, { card: { exp_month: 1, exp_year: 2041 } })
    },
  },
  {
    name: 'a removed card',
    fields: ['paymentMethod'],
    run: async ({ customer }) => {
      for (const { id } of (await stripe().customers.listPaymentMethods(customer)).data) {
        await stripe().paymentMethods.detach(id)
      }
    },
  },
  {
    name: 'a new name and address',
    fields: ['billingDetails'],
    run: ({ customer }) => stripe().customers.update(customer, { name: 'Grace', address: { country: 'DE' } }),
  },
  {
    name: 'a deleted customer',
    fields: ['billingDetails', 'id'],
    run: ({ customer }) => stripe().customers.del(customer),
  },
  {
    name: 'a pending invoice item',
    fields: ['nextInvoice'],
    run: ({ customer, subscription }) =>
      stripe().invoiceItems.create({ customer, subscription, amount: 700, currency: 'usd' }),
  },
  {
    name: 'a customer balance',
    fields: ['nextInvoice'],
    run: ({ customer }) => stripe().customers.createBalanceTransaction(customer, { amount: -500, currency: 'usd' }),
  },
  {
    name: 'a refund',
    fields: ['refunds'],
    run: async (made) => stripe().refunds.create({ charge: await charge(made), amount: 100 }),
  },
  { name: 'a dispute', fields: ['disputes'], run: dispute },
  {
    name: 'a decided dispute',
    fields: ['disputes'],
    before: async (made) => {
      disputed = await dispute(made)
    },
    run: () => call(`/_internal/disputes/${disputed}/decide`, { status: 'won' }),
  },
]

async function seats({ subscription, item }: Made) {
  const items = [{ id: item, quantity: 4 }]
  await stripe().subscriptions.update(subscription, { items, metadata: { seats_seq: '7' } })
}

/** A subscriber on a test clock. */
async function subscriber(): Promise<Made> {
  const { customer, pass } = await newOwnerOnClock(start)
  await giveCard(customer.stripeCustomerId)
  const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
  const { id, items: made } = await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
  const item = made.data[0]?.id ?? ''
  return { customer: customer.stripeCustomerId, rowId: customer.id, subscription: id, item, pass }
}

/** Every stored field of a customer and its newest subscription, as text. */
async function fieldsOf(customer: string): Promise<Record<string, string>> {
  const snapshot = await fetchSnapshot(customer, home)
  const newest = snapshot.subscriptions.sort((a, b) => b.details.createdAt - a.details.createdAt)[0]
  const values = { ...newest?.details, nextInvoice: newest?.nextInvoice, ...snapshot.customer, ...snapshot.money }
  return Object.fromEntries(fieldNames.map((field) => [field, JSON.stringify(values[field as 'id'] ?? null)]))
}

beforeAll(openShop)
afterAll(() => standIn.close())

describe('subscribed events', () => {
  it.each(changes)('report $name', async ({ fields, before: prepare, run }) => {
    const made = await subscriber()
    await prepare?.(made)
    await markDirty(made.rowId)
    await syncCustomer(made.rowId, new Date(start * 1000))
    const [was, count] = [await fieldsOf(made.customer), eventsFor(made.customer).length]
    await run(made)
    const is = await fieldsOf(made.customer)
    const changed = fieldNames.filter((field) => was[field] !== is[field]) as StoredField[]
    expect(changed).toEqual(expect.arrayContaining(fields))
    const subscribed: string[] = [...subscribedTypes]
    const events = eventsFor(made.customer).slice(count)
    const received = events.filter(({ type }) => subscribed.includes(type))
    const types = received.map(({ type }) => type)
    const unreported = changed.filter((field) => !eventsByField[field].some((type) => types.includes(type)))
    // A deleted customer resets every field, and one event reports it.
    expect(unreported, `by ${types.join(', ')}`).toEqual(types.includes('customer.deleted') ? unreported : [])
    const seq = async () => (await db().billingSync.findUniqueOrThrow({ where: { customerId: made.rowId } })).syncedSeq
    const before = await seq()
    await deliverAll(received)
    await drainBilling(new Date(start * 1000))
    expect(await seq()).toBeGreaterThan(before)
  })

  it('are tested for every stored field', () => {
    const tested = new Set(changes.flatMap(({ fields }) => fields))
    expect(fieldNames.filter((field) => !tested.has(field as StoredField))).toEqual([])
  })
})
