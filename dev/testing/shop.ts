import pg from 'pg'
import { startStripe } from '@/dev/start/stripe'
import type { Interval, PaidPlanKey } from '@/lib/billing/plans'

// The stand-in for this test file, over HTTP. Import this module before any product code runs, because product code reads
// the URL from the environment on first use.
export const standIn = await startStripe()
process.env.STRIPE_API_BASE = standIn.url

const { applyCatalog } = await import('@/lib/billing/catalog/apply-catalog')
const { getCatalog } = await import('@/lib/billing/catalog/catalog')
const { ensureCustomer } = await import('@/lib/billing/customers/ensure-customer')
const { stripe } = await import('@/lib/billing/stripe/client')
const { markDirty } = await import('@/lib/billing/store/mark-dirty')
const { syncCustomer } = await import('@/lib/billing/sync/sync-customer')
const { db } = await import('@/lib/db')
const { createUser } = await import('@/lib/users/create-user')
const { requireViewerFor } = await import('./viewers')

type Options = { interval?: Interval; seats?: number; card?: string; trialDays?: number; classic?: boolean }

/** Creates the catalog in the stand-in, as `npm run billing -- apply` does. */
export async function openShop(): Promise<void> {
  await applyCatalog({ dryRun: false })
}

let people = 0

/** A new user, who is the OWNER of their own team. */
export async function newOwner() {
  const { userId } = await createUser({ name: 'Ada', email: `ada${++people}@example.com`, password: 'correct horse' })
  return requireViewerFor(userId)
}

/** A new owner whose subscription was created in Stripe and synced. */
export async function newSubscriber(plan: PaidPlanKey, options: Options = {}) {
  const { interval = 'month', seats = 1, trialDays, classic } = options
  const { card = trialDays ? paymentMethod(freshCard()) : 'pm_card_visa' } = options
  const viewer = await newOwner()
  const customer = await ensureCustomer(viewer)
  const method = await stripe().paymentMethods.attach(card, { customer: customer.stripeCustomerId })
  await stripe().customers.update(customer.stripeCustomerId, {
    invoice_settings: { default_payment_method: method.id },
  })
  const subscription = await stripe().subscriptions.create({
    customer: customer.stripeCustomerId,
    items: [{ price: (await getCatalog()).priceId(plan, interval), quantity: seats }],
    ...(trialDays ? { trial_period_days: trialDays } : {}),
    ...(classic ? { billing_mode: { type: 'classic' } } : {}),
  })
  // Not `syncNow`, which has a time limit that a busy machine could exceed.
  await markDirty(customer.id)
  await syncCustomer(customer.id, new Date())
  return { viewer, customer, subscriptionId: subscription.id }
}

/** A new owner whose Stripe customer is on a test clock, in Unix seconds. `pass` advances the clock. */
export async function newOwnerOnClock(frozenTime: number) {
  const viewer = await newOwner()
  const clock = await stripe().testHelpers.testClocks.create({ frozen_time: frozenTime })
  const made = await stripe().customers.create({ test_clock: clock.id, metadata: { team_id: viewer.teamId } })
  const row = await db().billingCustomer.create({
    data: {
      teamId: viewer.teamId,
      livemode: false,
      stripeCustomerId: made.id,
      sync: { create: { dirtySeq: 1, dirtySince: new Date() } },
    },
  })
  const pass = async (to: number) => {
    await stripe().testHelpers.testClocks.advance(clock.id, { frozen_time: to })
  }
  return { viewer, customer: { id: row.id, stripeCustomerId: made.id }, pass }
}

let cards = 400_000

/** An unused card number. Each card gets one trial across all teams. */
export function freshCard(): string {
  const stem = `424242424${++cards}`
  const sum = [...`${stem}0`].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${stem}${(10 - (sum % 10)) % 10}`
}

/** Creates a payment method from a card number, as Stripe's pages do. */
export function paymentMethod(number: string): string {
  const card = { number, exp_month: 12, exp_year: 2040, cvc: '123' }
  return standIn.ctx.call('POST', '/v1/payment_methods', { type: 'card', card }).id
}

/** Makes the next charge fail and starts a new period, so that the subscription becomes past due. */
export async function fallBehind(stripeCustomerId: string, subscriptionId: string): Promise<void> {
  await giveCard(stripeCustomerId, 'pm_card_chargeCustomerFail')
  await stripe().subscriptions.update(subscriptionId, {
    billing_cycle_anchor: { type: 'now' },
    proration_behavior: 'none',
  })
}

/** Attaches a test card and makes it the customer's default. */
export async function giveCard(stripeCustomerId: string, card = 'pm_card_visa'): Promise<string> {
  const { id } = await stripe().paymentMethods.attach(card, { customer: stripeCustomerId })
  await stripe().customers.update(stripeCustomerId, { invoice_settings: { default_payment_method: id } })
  return id
}

/** Pays an open Checkout session, as its page does. */
export function payCheckout(sessionId: string, card = freshCard()) {
  const path = `/_internal/checkout/sessions/${sessionId}/confirm`
  return standIn.ctx.call('POST', path, { payment_method: paymentMethod(card) })
}

/** Records API requests to the stand-in while work runs. */
export async function callsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const address = `${standIn.url}/_control/calls`
  await fetch(address, { method: 'DELETE' })
  await work()
  const { calls } = (await (await fetch(address)).json()) as { calls: { method: string; path: string }[] }
  return calls.map(({ method, path }) => `${method} ${path}`)
}

/** Records SQL statements while work runs, including BEGIN and COMMIT. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const driver = pg.Client.prototype as unknown as { query: (this: unknown, ...args: unknown[]) => unknown }
  const { query } = driver
  driver.query = function (...args) {
    const [statement] = args
    seen.push(typeof statement === 'string' ? statement : (statement as { text: string }).text)
    return query.apply(this, args)
  }
  try {
    await work()
  } finally {
    driver.query = query
  }
  return seen
}

/** Makes the next calls to a route fail. */
export async function breakStripe(fault: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${standIn.url}/_control/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
    headers,
  })
  if (!response.ok) throw new Error(await response.text())
}

export async function restoreStripe(): Promise<void> {
  await fetch(`${standIn.url}/_control/faults`, { method: 'DELETE' })
}
