import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fallBehind, giveCard, newSubscriber, openShop } from '@/dev/testing/shop'
import { closeWire, refuse, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { getBilling } from '../access/billing-page'
import { getCatalog } from '../catalog/catalog'
import { startCheckout } from '../checkout/start-checkout'
import { type BillingAction, flowSchema, NotOfferedError, refusalNotice } from '../model'
import { startPortalFlow } from '../portal/start-flow'
import { markDirty } from '../store/mark-dirty'
import { stripe } from '../stripe/client'
import { keepSubscription, resumeSubscription } from '../subscriptions/keep-and-resume'
import { finishPayment, retryPayment } from '../subscriptions/retry-payment'
import { setSeats } from '../subscriptions/seats'
import { syncCustomer } from './sync-customer'

// Buttons on an outdated page. Something changed in Stripe, and its event was lost. (In this file, events arrive only
// if a test delivers them.)

type Subscriber = Awaited<ReturnType<typeof newSubscriber>>
type Change = (subscriber: Subscriber) => Promise<unknown>

const now = () => new Date()
const flow = (name: string, more: object = {}) => ({
  [name]: (viewer: Viewer) => startPortalFlow(viewer, flowSchema.parse({ flow: name, ...more })),
})
const buttons: Record<string, (viewer: Viewer) => Promise<unknown>> = {
  ...flow('payment_method_update'),
  ...flow('customer_update'),
  ...flow('subscription_cancel'),
  ...flow('subscription_pause'),
  ...flow('subscription_update'),
  ...flow('subscription_update_confirm', { plan: 'business', interval: 'month' }),
  ...flow('portal_home'),
  keep_subscription: (viewer) => keepSubscription(viewer, undefined, now()),
  resume_subscription: (viewer) => resumeSubscription(viewer, undefined, now()),
  retry_payment: (viewer) => retryPayment(viewer, now()),
  finish_payment: (viewer) => finishPayment(viewer, now()),
}

const setToEnd: Change = ({ subscriptionId }) =>
  stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
const cancel: Change = ({ subscriptionId }) => stripe().subscriptions.cancel(subscriptionId)
const pause: Change = ({ subscriptionId }) => stripe().subscriptions.pause(subscriptionId, { type: 'subscription' })
const resume: Change = ({ subscriptionId }) => stripe().subscriptions.resume(subscriptionId)
const owe: Change = ({ customer, subscriptionId }) => fallBehind(customer.stripeCustomerId, subscriptionId)
const deleteCustomer: Change = ({ customer }) => stripe().customers.del(customer.stripeCustomerId)

const pay: Change = async ({ customer, subscriptionId }) => {
  const subscription = await stripe().subscriptions.retrieve(subscriptionId)
  const card = await giveCard(customer.stripeCustomerId)
  await stripe().invoices.pay(String(subscription.latest_invoice), { payment_method: card })
}

const schedule: Change = async ({ subscriptionId }) => {
  const { id, phases } = await stripe().subscriptionSchedules.create({ from_subscription: subscriptionId })
  const items = [{ price: String(phases[0]?.items[0]?.price), quantity: 1 }]
  const { start_date, end_date } = phases[0] ?? {}
  await stripe().subscriptionSchedules.update(id, {
    phases: [
      { items, start_date, end_date },
      { items, duration: { interval: 'month', interval_count: 1 } },
    ],
  })
}

async function subscriberAfter(stored?: Change): Promise<Subscriber> {
  const subscriber = await newSubscriber('pro')
  if (!stored) return subscriber
  await stored(subscriber)
  await markDirty(subscriber.customer.id)
  await syncCustomer(subscriber.customer.id, now())
  return subscriber
}

async function rejectionOf(work: Promise<unknown>): Promise<NotOfferedError> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(NotOfferedError)
  return error
}

/** The notice on the page that the rejection redirects to. */
async function noticeAfter(viewer: Viewer, { page }: NotOfferedError) {
  const { pathname, searchParams } = new URL(page, 'http://localhost')
  expect(pathname).toBe('/account/billing')
  return refusalNotice(searchParams.get('refused'), await getBilling(viewer))?.message
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('an action that Stripe rejects', () => {
  it.each<[BillingAction, string, Change | undefined, Change, string, string]>([
    [
      'subscription_cancel',
      'set to end',
      undefined,
      setToEnd,
      'canceling',
      'Your subscription is already set to cancel.',
    ],
    ['subscription_cancel', 'scheduled', undefined, schedule, 'scheduled', 'Your plan already has a scheduled change.'],
    ['subscription_update', 'scheduled', undefined, schedule, 'scheduled', 'Your plan already has a scheduled change.'],
    ['subscription_cancel', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_pause', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_update', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_update_confirm', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_pause', 'paused', undefined, pause, 'paused', 'Your subscription is paused.'],
    ['keep_subscription', 'canceled', setToEnd, cancel, 'ended', 'Your subscription has ended.'],
    ['resume_subscription', 'resumed', pause, resume, 'active', 'Your subscription isn’t paused.'],
    ['resume_subscription', 'canceled', pause, cancel, 'ended', 'Your subscription has ended.'],
    ['retry_payment', 'paid', owe, pay, 'active', 'There’s nothing left to pay.'],
    ['finish_payment', 'paid', owe, pay, 'active', 'There’s nothing left to pay.'],
    ['retry_payment', 'canceled', owe, cancel, 'ended', 'Your subscription has ended.'],
    ['finish_payment', 'canceled', owe, cancel, 'ended', 'Your subscription has ended.'],
  ])('%s shows that the subscription is already %s', async (action, _now, stored, change, state, message) => {
    const subscriber = await subscriberAfter(stored)
    const { viewer } = subscriber
    expect((await getBilling(viewer)).offered).toContain(action)
    await change(subscriber)
    const rejection = await rejectionOf(buttons[action]?.(viewer) ?? Promise.resolve())
    expect(rejection).toMatchObject({ code: 'conflict', userMessage: `${message} No changes were made.` })
    const page = await getBilling(viewer)
    expect(page).toMatchObject({ state, isConfirming: false })
    expect(page.offered).not.toContain(action)
    expect(await noticeAfter(viewer, rejection)).toBe(`${message} No changes were made.`)
  })

  it('does not charge for a subscription that has ended', async () => {
    const subscriber = await subscriberAfter(owe)
    const { viewer, customer } = subscriber
    await cancel(subscriber)
    await giveCard(customer.stripeCustomerId)
    await rejectionOf(retryPayment(viewer, now()))
    const { data } = await stripe().invoices.list({ customer: customer.stripeCustomerId, status: 'open' })
    expect(data).toHaveLength(1)
  })

  it('shows the new plan if the team already has it', async () => {
    const { viewer, subscriptionId } = await subscriberAfter()
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    const price = (await getCatalog()).priceId('pro', 'year')
    await stripe().subscriptions.update(subscriptionId, { items: [{ id: item?.id, price }] })
    const fields = { flow: 'subscription_update_confirm', plan: 'pro', interval: 'year' }
    const rejection = await rejectionOf(startPortalFlow(viewer, flowSchema.parse(fields)))
    expect(await getBilling(viewer)).toMatchObject({ interval: 'year', state: 'active' })
    expect(await noticeAfter(viewer, rejection)).toBe('You’re already on this plan.')
  })

  it('rejects a seat change for a subscription that has ended', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await stripe().subscriptions.cancel(subscriptionId)
    const rejection = await rejectionOf(setSeats(viewer, 4, now()))
    expect(await noticeAfter(viewer, rejection)).toBe('Your subscription has ended. No changes were made.')
    expect(await getBilling(viewer)).toMatchObject({ state: 'ended' })
  })

  it('shows the rejection’s message while Stripe cannot be read', async () => {
    const subscriber = await subscriberAfter()
    await setToEnd(subscriber)
    refuse('GET', /^\/v1\/customers\/cus_/, 500)
    await expect(buttons.subscription_cancel?.(subscriber.viewer)).rejects.toMatchObject({
      code: 'conflict',
      userMessage: 'Your subscription is already set to cancel. No changes were made.',
    })
    expect(await getBilling(subscriber.viewer)).toMatchObject({ state: 'active', isConfirming: true })
  })
})

describe('a customer deleted in Stripe', () => {
  it.each(Object.keys(buttons))('%s shows that the team has no subscription', async (action) => {
    const stored = { keep_subscription: setToEnd, resume_subscription: pause, retry_payment: owe, finish_payment: owe }
    const subscriber = await subscriberAfter(stored[action as keyof typeof stored])
    const { viewer } = subscriber
    await deleteCustomer(subscriber)
    const rejection = await rejectionOf(buttons[action]?.(viewer) ?? Promise.resolve())
    expect(await noticeAfter(viewer, rejection)).toBe('You don’t have a subscription. No changes were made.')
    const page = await getBilling(viewer)
    expect(page).toMatchObject({ state: 'free', plan: 'free', card: null, offered: ['start_checkout'] })
  })

  it('can choose a plan again, as a new customer', async () => {
    const subscriber = await subscriberAfter()
    const { viewer, customer } = subscriber
    await deleteCustomer(subscriber)
    await rejectionOf(buttons.portal_home?.(viewer) ?? Promise.resolve())
    const started = await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    expect(started).toMatchObject({ kind: 'redirect' })
    const { data } = await stripe().checkout.sessions.list({ limit: 1 })
    expect(data[0]?.customer).not.toBe(customer.stripeCustomerId)
  })
})

describe('the notice on the page', () => {
  it('is empty for an invalid URL', async () => {
    const { viewer } = await subscriberAfter()
    const page = await getBilling(viewer)
    for (const made of ['subscription_cancel', 'nonsense', '__proto__', ['a'], undefined]) {
      expect(refusalNotice(made, page)).toBeNull()
    }
    expect(refusalNotice('keep_subscription', page)?.message).toMatch(/isn’t set to cancel/)
    expect(refusalNotice('keep_subscription', { ...page, offered: [] })).toBeNull()
  })
})
