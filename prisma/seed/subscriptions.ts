import { getCatalog } from '@/lib/billing/catalog'
import { type PaidPlanKey, paidPlanKeys } from '@/lib/billing/plans'
import { markDirty } from '@/lib/billing/store'
import { isLivemode, isMissing, stripe } from '@/lib/billing/stripe'
import { syncCustomer } from '@/lib/billing/sync'
import { db } from '@/lib/db'
import type { DemoSubscription, DemoTeam } from './people'

const day = 86_400
const hour = 3_600

/**
 * Creates a demo team's customer and subscription in Stripe, and then syncs them. Each customer has its own test clock, so
 * its state does not change until someone advances the clock.
 *
 * @param now the current time
 * @returns `existing` if the team already has a customer, `created` for a new one, `replaced` if Stripe no longer had it
 * @throws Error if the plan is not for sale in lib/billing/plans.ts
 */
export async function ensureSubscription(
  teamId: string,
  demo: DemoTeam,
  subscription: DemoSubscription,
  now: Date,
): Promise<'existing' | 'created' | 'replaced'> {
  const row = await db().billingCustomer.upsert({
    where: { teamId },
    create: { teamId, livemode: isLivemode(), sync: { create: {} } },
    update: {},
  })
  if (row.stripeCustomerId && (await exists(row.stripeCustomerId))) return 'existing'
  requirePlanOnSale(subscription.plan, demo)
  const { customer, clock } = await createCustomer(teamId, demo, subscription, now)
  await subscribe(customer, teamId, subscription)
  await advance(clock, seconds(now))
  // Link the customer last. If the run is interrupted earlier, the next run creates a new customer.
  await db().billingCustomer.update({ where: { teamId }, data: { stripeCustomerId: customer } })
  await markDirty(row.id)
  await syncCustomer(row.id, now)
  return row.stripeCustomerId ? 'replaced' : 'created'
}

function requirePlanOnSale(plan: PaidPlanKey, { email }: DemoTeam): void {
  if (paidPlanKeys.includes(plan)) return
  const problem = `gives ${email} the plan "${plan}", which is not for sale in lib/billing/plans.ts`
  throw new Error(`prisma/seed/people.ts ${problem}. Use one of: ${paidPlanKeys.join(', ')}.`)
}

async function exists(customer: string): Promise<boolean> {
  try {
    return !(await stripe().customers.retrieve(customer)).deleted
  } catch (error) {
    // The stand-in's data was deleted, or the key is for another account.
    if (isMissing(error)) return false
    throw error
  }
}

async function createCustomer(
  teamId: string,
  { email, team }: DemoTeam,
  { ageDays, card }: DemoSubscription,
  now: Date,
) {
  // Stripe charges an invoice once it has been a draft for an hour (Stripe docs), so start two hours earlier.
  const start = seconds(now) - ageDays * day - 2 * hour
  const clock = await stripe().testHelpers.testClocks.create({ frozen_time: start, name: email })
  const { id: customer } = await stripe().customers.create({
    email,
    name: team,
    metadata: { team_id: teamId },
    preferred_locales: ['en'],
    test_clock: clock.id,
  })
  const method = await stripe().paymentMethods.attach(card, { customer })
  await stripe().customers.update(customer, { invoice_settings: { default_payment_method: method.id } })
  return { customer, clock: clock.id }
}

async function subscribe(customer: string, teamId: string, subscription: DemoSubscription): Promise<void> {
  const price = (await getCatalog()).priceId(subscription.plan, subscription.interval)
  const { id } = await stripe().subscriptions.create({
    customer,
    items: [{ price, quantity: subscription.seats ?? 1 }],
    metadata: { team_id: teamId },
    ...(subscription.trialDays ? { trial_period_days: subscription.trialDays } : {}),
  })
  if (!subscription.isCanceling) return
  await stripe().subscriptions.update(id, {
    cancel_at: 'max_period_end',
    cancellation_details: { feedback: 'too_expensive' },
  })
}

/** Advances a test clock and waits until Stripe has processed everything up to that time. */
async function advance(clock: string, to: number): Promise<void> {
  await stripe().testHelpers.testClocks.advance(clock, { frozen_time: to })
  for (let round = 0; round < 120; round++) {
    const { status } = await stripe().testHelpers.testClocks.retrieve(clock)
    if (status === 'ready') return
    if (status === 'internal_failure') break
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`The test clock ${clock} did not finish advancing.`)
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
