import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fallBehind, giveCard, newSubscriber, openShop } from '@/dev/testing/shop'
import { closeWire, refuse, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { startCheckout } from '../checkout/start-checkout'
import { type BillingAction, flowSchema, NotOfferedError, refusalNotice } from '../model'
import { getBilling } from '../pages/overview'
import { startPortalFlow } from '../portal/start-flow'
import { getCatalog } from '../store/catalog'
import { markDirty } from '../store/mark-dirty'
import { stripe } from '../stripe/client'
import { keepSubscription, resumeSubscription } from '../subscriptions/keep-and-resume'
import { finishPayment, retryPayment } from '../subscriptions/retry-payment'
import { setSeats } from '../subscriptions/seats'
import { syncCustomer } from './sync-customer'

// A button on a page that is behind: something changed at Stripe, and its event was lost. (No event reaches the product
// here unless a test delivers it.)

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

async function refusalOf(work: Promise<unknown>): Promise<NotOfferedError> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(NotOfferedError)
  return error
}

/** What the page says that the refusal leads to. */
async function noticeAfter(viewer: Viewer, { page }: NotOfferedError) {
  const { pathname, searchParams } = new URL(page, 'http://localhost')
  expect(pathname).toBe('/account/billing')
  return refusalNotice(searchParams.get('refused'), await getBilling(viewer))?.message
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a button that Stripe refuses', () => {
  it.each<[BillingAction, string, Change | undefined, Change, string, string]>([
    [
      'subscription_cancel',
      'set to end',
      undefined,
      setToEnd,
      'cancelling',
      'Your subscription is already set to end.',
    ],
    ['subscription_cancel', 'scheduled', undefined, schedule, 'scheduled', 'Your plan is already scheduled to change.'],
    ['subscription_update', 'scheduled', undefined, schedule, 'scheduled', 'Your plan is already scheduled to change.'],
    ['subscription_cancel', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_pause', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_update', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_update_confirm', 'canceled', undefined, cancel, 'ended', 'Your subscription has ended.'],
    ['subscription_pause', 'paused', undefined, pause, 'paused', 'Your subscription is paused.'],
    ['keep_subscription', 'canceled', setToEnd, cancel, 'ended', 'Your subscription has ended.'],
    ['resume_subscription', 'resumed', pause, resume, 'active', 'Your subscription is not paused.'],
    ['resume_subscription', 'canceled', pause, cancel, 'ended', 'Your subscription has ended.'],
    ['retry_payment', 'paid', owe, pay, 'active', 'There is nothing left to pay.'],
    ['finish_payment', 'paid', owe, pay, 'active', 'There is nothing left to pay.'],
  ])('%s: it is %s by now, and the page says so', async (action, _now, stored, change, state, says) => {
    const subscriber = await subscriberAfter(stored)
    const { viewer } = subscriber
    expect((await getBilling(viewer)).offered).toContain(action)
    await change(subscriber)
    const refusal = await refusalOf(buttons[action]?.(viewer) ?? Promise.resolve())
    expect(refusal).toMatchObject({ code: 'conflict', userMessage: `${says} Nothing was changed.` })
    const page = await getBilling(viewer)
    expect(page).toMatchObject({ state, isConfirming: false })
    expect(page.offered).not.toContain(action)
    expect(await noticeAfter(viewer, refusal)).toBe(`${says} Nothing was changed.`)
  })

  it('a change to the plan that the team has by now shows that plan', async () => {
    const { viewer, subscriptionId } = await subscriberAfter()
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    const price = (await getCatalog()).priceId('pro', 'year')
    await stripe().subscriptions.update(subscriptionId, { items: [{ id: item?.id, price }] })
    const fields = { flow: 'subscription_update_confirm', plan: 'pro', interval: 'year' }
    const refusal = await refusalOf(startPortalFlow(viewer, flowSchema.parse(fields)))
    expect(await getBilling(viewer)).toMatchObject({ interval: 'year', state: 'active' })
    expect(await noticeAfter(viewer, refusal)).toBe('You already have that plan, so there is nothing to change.')
  })

  it('an order of seats for a subscription that has ended', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await stripe().subscriptions.cancel(subscriptionId)
    const refusal = await refusalOf(setSeats(viewer, 4, now()))
    expect(await noticeAfter(viewer, refusal)).toBe('Your subscription has ended. Nothing was changed.')
    expect(await getBilling(viewer)).toMatchObject({ state: 'ended' })
  })

  it('while Stripe cannot be read: the sentence is the refusal’s own, and the page waits for Stripe', async () => {
    const subscriber = await subscriberAfter()
    await setToEnd(subscriber)
    refuse('GET', /^\/v1\/customers\/cus_/, 500)
    await expect(buttons.subscription_cancel?.(subscriber.viewer)).rejects.toMatchObject({
      code: 'conflict',
      userMessage: 'Your subscription is already set to end. Nothing was changed.',
    })
    expect(await getBilling(subscriber.viewer)).toMatchObject({ state: 'active', isConfirming: true })
  })
})

describe('a customer who was deleted at Stripe', () => {
  it.each(Object.keys(buttons))('%s shows a team without a subscription', async (action) => {
    const stored = { keep_subscription: setToEnd, resume_subscription: pause, retry_payment: owe, finish_payment: owe }
    const subscriber = await subscriberAfter(stored[action as keyof typeof stored])
    const { viewer } = subscriber
    await deleteCustomer(subscriber)
    const refusal = await refusalOf(buttons[action]?.(viewer) ?? Promise.resolve())
    expect(await noticeAfter(viewer, refusal)).toBe('You do not have a subscription. Nothing was changed.')
    const page = await getBilling(viewer)
    expect(page).toMatchObject({ state: 'free', plan: 'free', card: null, offered: ['start_checkout'] })
  })

  it('can choose a plan again, as a new customer', async () => {
    const subscriber = await subscriberAfter()
    const { viewer, customer } = subscriber
    await deleteCustomer(subscriber)
    await refusalOf(buttons.portal_home?.(viewer) ?? Promise.resolve())
    const started = await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    expect(started).toMatchObject({ kind: 'redirect' })
    const { data } = await stripe().checkout.sessions.list({ limit: 1 })
    expect(data[0]?.customer).not.toBe(customer.stripeCustomerId)
  })
})

describe('the sentence on the page', () => {
  it('says nothing for an address that was made up', async () => {
    const { viewer } = await subscriberAfter()
    const page = await getBilling(viewer)
    for (const made of ['subscription_cancel', 'nonsense', '__proto__', ['a'], undefined]) {
      expect(refusalNotice(made, page)).toBeNull()
    }
    expect(refusalNotice('keep_subscription', page)?.message).toMatch(/not set to end/)
    expect(refusalNotice('keep_subscription', { ...page, offered: [] })).toBeNull()
  })
})
