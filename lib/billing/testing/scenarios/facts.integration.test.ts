import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { crashDuring, stopHere } from '@/dev/testing/crash'
import { deliverAll, eventsFor, type StripeEvent } from '@/dev/testing/hooks'
import { received, whenMailArrives } from '@/dev/testing/mailbox'
import { giveCard, newOwnerOnClock, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { closeWire, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { deliverMail, enqueueMail } from '@/lib/email'
import type { BillingFactKind } from '@/lib/generated/prisma/client'
import { effectivePlan } from '../../access/entitlements'
import { getCatalog } from '../../catalog/catalog'
import type { ItemDetails } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'

const day = 86_400
const hour = 3600
const start = Math.floor(Date.now() / 1000) - 120 * day
const instant = (seconds: number) => new Date(seconds * 1000)

/** A team on a test clock with a monthly subscription that was synced once. */
async function subscriberOnClock() {
  const { viewer, customer, pass } = await newOwnerOnClock(start)
  const { stripeCustomerId } = customer
  await stripe().customers.update(stripeCustomerId, { email: viewer.email })
  await giveCard(stripeCustomerId)
  const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
  const { id } = await stripe().subscriptions.create({ customer: stripeCustomerId, items })
  await deliverAll(eventsFor(stripeCustomerId))
  await drainBilling(instant(start))
  const periodEnd = () => standIn.ctx.store.get(id)?.items.data[0].current_period_end as number
  return { viewer, customer, pass, subscriptionId: id, periodEnd }
}

const facts = async ({ teamId }: Viewer, kind: BillingFactKind) =>
  (await db().billingFact.findMany({ where: { teamId, kind }, orderBy: { key: 'asc' } })).map(({ key }) => key)
const emailsTo = async ({ email }: Viewer, kind: string) =>
  (await db().outboxMessage.findMany({ where: { kind: `mail.billing_${kind}` } })).filter(
    ({ payload }) => (payload as { to: string }).to === email,
  )
const invoicesOf = (customer: string) =>
  standIn.ctx.store.of(customer).filter((one) => one.object === 'invoice' && one.status === 'paid')
const chargeOf = (customer: string) => standIn.ctx.store.of(customer).find((one) => one.object === 'charge')?.id

let copies = 0
/** Copies events with new ids, as if they were sent for the first time. */
const copiesOf = (events: StripeEvent[]) => events.map((event) => ({ ...event, id: `${event.id}_copy${++copies}` }))

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('payments', () => {
  it('S1-30 stores one fact per invoice when invoice.paid arrives twice and out of order', async () => {
    const { viewer, customer, pass, periodEnd } = await subscriberOnClock()
    for (const _ of [1, 2]) await pass(periodEnd() + 2 * hour)
    const events = eventsFor(customer.stripeCustomerId).reverse()
    const last = events.findIndex(({ type }) => type === 'invoice.paid') + 1
    for (const some of [events.slice(0, last), events.slice(last), copiesOf(events)]) {
      await deliverAll(some)
      await drainBilling(instant(periodEnd()))
    }
    const paid = invoicesOf(customer.stripeCustomerId).map(({ id }) => id)
    expect(paid).toHaveLength(3)
    expect(await facts(viewer, 'invoice_paid')).toEqual(paid.sort())
  })

  it('S3-69 stores both renewals when a test clock advances twice', async () => {
    const { viewer, customer, pass, periodEnd } = await subscriberOnClock()
    const ends: number[] = []
    for (const _ of [1, 2]) {
      await pass(periodEnd() + 2 * hour)
      await deliverAll(eventsFor(customer.stripeCustomerId).slice(-5))
      await drainBilling(instant(periodEnd() - 20 * day))
      const row = await readCustomer(viewer.teamId)
      const items = row?.subscriptions[0]?.items as ItemDetails[] | undefined
      ends.push(items?.[0]?.periodEnd ?? 0)
      expect(ends.at(-1)).toBe(periodEnd())
    }
    expect(new Set(ends).size).toBe(2)
    expect(await facts(viewer, 'invoice_paid')).toHaveLength(3)
  })
})

describe('refunds and disputes', () => {
  it('S1-31 records a full refund, alerts once, and leaves the subscription running', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business')
    await stripe().refunds.create({ charge: chargeOf(customer.stripeCustomerId) })
    const events = eventsFor(customer.stripeCustomerId)
    await deliverAll(events)
    await drainBilling(new Date())
    await deliverAll(copiesOf(events))
    await drainBilling(new Date())
    expect(await facts(viewer, 'refund')).toHaveLength(1)
    const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId, kind: 'refund' } })
    expect(alerts).toMatchObject([{ count: 1 }])
    expect((await stripe().subscriptions.retrieve(subscriptionId)).status).toBe('active')
    expect(effectivePlan(await readCustomer(viewer.teamId), new Date())).toBe('business')
  })

  it.each([
    ['won', 'active', 'business'],
    ['lost', 'canceled', 'free'],
  ] as const)(
    'S1-31 for a dispute that is %s, leaves the subscription %s and alerts once per step',
    async (outcome, status, plan) => {
      const { viewer, customer, subscriptionId } = await newSubscriber('business')
      const { ctx } = standIn
      const deliverEvents = async () => {
        const events = eventsFor(customer.stripeCustomerId)
        await deliverAll([...events, ...copiesOf(events.slice(-2))])
        await drainBilling(new Date())
      }
      // The customer disputed the charge a day after they paid.
      const charge = chargeOf(customer.stripeCustomerId)
      const dispute = ctx.at(start + 121 * day, () => ctx.call('POST', `/_internal/charges/${charge}/dispute`))
      await deliverEvents()
      expect(effectivePlan(await readCustomer(viewer.teamId), new Date())).toBe('business')
      ctx.call('POST', `/_internal/disputes/${dispute.id}/decide`, { status: outcome })
      await deliverEvents()
      await deliverEvents()
      expect(await facts(viewer, 'dispute')).toEqual(
        [`${dispute.id}:${outcome}`, `${dispute.id}:needs_response`].sort(),
      )
      const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId, kind: 'dispute' } })
      expect(alerts.map(({ count }) => count)).toEqual([1, 1])
      expect((await stripe().subscriptions.retrieve(subscriptionId)).status).toBe(status)
      expect(effectivePlan(await readCustomer(viewer.teamId), new Date())).toBe(plan)
    },
  )

  it('S1-31 stores a refund and a dispute for the same payment', async () => {
    const { viewer, customer } = await newSubscriber('business')
    const charge = chargeOf(customer.stripeCustomerId)
    await stripe().refunds.create({ charge, amount: 100 })
    standIn.ctx.call('POST', `/_internal/charges/${charge}/dispute`)
    await deliverAll(eventsFor(customer.stripeCustomerId))
    await drainBilling(new Date())
    expect(await facts(viewer, 'refund')).toHaveLength(1)
    expect(await facts(viewer, 'dispute')).toHaveLength(1)
  })
})

describe('emails', () => {
  it('S2-58 sends one email per payment attempt, no matter what order the events arrive in', async () => {
    const { viewer, customer, pass, periodEnd } = await subscriberOnClock()
    const failing = await giveCard(customer.stripeCustomerId, 'pm_card_chargeCustomerFail')
    const firstTry = periodEnd() + hour
    const deliverEvents = async (at: number, order: (events: StripeEvent[]) => StripeEvent[] = (events) => events) => {
      const events = order(eventsFor(customer.stripeCustomerId))
      const half = events.findIndex(({ type }) => type === 'invoice.payment_failed') + 1
      for (const some of [events.slice(0, half), events.slice(half)]) {
        await deliverAll(some)
        await drainBilling(instant(at))
      }
    }
    await pass(firstTry)
    await deliverEvents(firstTry + 60)
    expect(await emailsTo(viewer, 'payment_failed')).toHaveLength(1)
    await pass(firstTry + 3 * day)
    await deliverEvents(firstTry + 3 * day + 60)
    expect(await emailsTo(viewer, 'payment_failed')).toHaveLength(2)
    await giveCard(customer.stripeCustomerId)
    await stripe().paymentMethods.detach(failing)
    await deliverEvents(firstTry + 3 * day + 120)
    expect(await emailsTo(viewer, 'payment_recovered')).toHaveLength(1)
    await deliverEvents(firstTry + 3 * day + 180, (events) => copiesOf(events).reverse())
    expect(await emailsTo(viewer, 'payment_failed')).toHaveLength(2)
    expect(await emailsTo(viewer, 'payment_recovered')).toHaveLength(1)
    expect(effectivePlan(await readCustomer(viewer.teamId), instant(firstTry + 3 * day + 180))).toBe('pro')
  })

  it('S3-65 sends the email again with the same Message-ID if the process stops between sending and recording', async () => {
    const mail = { to: 'ada@example.com', subject: 'Once', text: 'Only once, please.' }
    await db().$transaction((tx) => enqueueMail(tx, 'once', 'key-1', mail))
    const mine = () => received.filter(({ text }) => text.includes('Only once'))
    whenMailArrives(() => mine().length === 1 && stopHere())
    expect(await crashDuring(Number.POSITIVE_INFINITY, () => deliverMail(new Date()))).toBe(true)
    const row = () => db().outboxMessage.findUniqueOrThrow({ where: { kind_key: { kind: 'mail.once', key: 'key-1' } } })
    expect((await row()).sentAt).toBeNull()
    await deliverMail(new Date(Date.now() + hour * 1000))
    expect((await row()).sentAt).not.toBeNull()
    expect(mine()).toHaveLength(2)
    expect(new Set(mine().map(({ messageId }) => messageId)).size).toBe(1)
    expect(mine()[0]?.messageId).toMatch(/key-1/)
  })
})
