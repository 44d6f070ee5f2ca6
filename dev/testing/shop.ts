import { startServer } from '@/dev/stripe/server'

// The stand-in for this test file, over HTTP. Product code reads its address from the environment on first use, so this
// module is imported before any call of it.
export const standIn = await startServer({ stateFile: undefined })
process.env.STRIPE_API_BASE = standIn.url

const { viewerOf } = await import('@/lib/auth/viewer')
const { applyCatalogue } = await import('@/lib/billing/apply')
const { getCatalog } = await import('@/lib/billing/catalog')
const { ensureCustomer } = await import('@/lib/billing/customer')
const { readStripe } = await import('@/lib/billing/returns')
const { stripe } = await import('@/lib/billing/stripe')
const { db } = await import('@/lib/db')
const { createUser } = await import('@/lib/users')

type Plan = 'pro' | 'business'
type Interval = 'month' | 'year'
type Options = { interval?: Interval; seats?: number; card?: string; trialDays?: number; classic?: boolean }

/** Makes the catalogue in the stand-in, as `npm run billing -- apply` does. */
export async function openShop(): Promise<void> {
  await applyCatalogue({ dryRun: false })
}

let people = 0

/** Somebody who has just signed up: the OWNER of a team of one. */
export async function newOwner() {
  const { userId } = await createUser({ name: 'Ada', email: `ada${++people}@example.com`, password: 'correct horse' })
  const viewer = await viewerOf(userId, 0)
  if (!viewer) throw new Error('a new user must be a viewer')
  return viewer
}

/** A new owner with a subscription that was made at Stripe and read from there. */
export async function newSubscriber(plan: Plan, options: Options = {}) {
  const { interval = 'month', seats = 1, card = 'pm_card_visa', trialDays, classic } = options
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
  await readStripe(customer.id, new Date())
  return { viewer, customer, subscriptionId: subscription.id }
}

/** What was asked of the stand-in's API while some work was done. */
export async function callsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const address = `${standIn.url}/_control/calls`
  await fetch(address, { method: 'DELETE' })
  await work()
  const { calls } = (await (await fetch(address)).json()) as { calls: { method: string; path: string }[] }
  return calls.map(({ method, path }) => `${method} ${path}`)
}

/** The SQL statements that were sent while some work was done. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  let isCounting = true
  db().$on('query', ({ query }) => isCounting && seen.push(query))
  await work()
  isCounting = false
  return seen
}

/** Makes the next calls of a route fail. */
export async function breakStripe(fault: object): Promise<void> {
  await fetch(`${standIn.url}/_control/faults`, { method: 'POST', body: JSON.stringify(fault) })
}

export async function mendStripe(): Promise<void> {
  await fetch(`${standIn.url}/_control/faults`, { method: 'DELETE' })
}
