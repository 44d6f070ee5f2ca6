import { type PaidPlanKey, paidPlanKeys } from '@/lib/billing/plans'
import { getCatalog } from '@/lib/billing/store'
import { isLivemode, isMissing, stripe } from '@/lib/billing/stripe'
import { markDirty, syncCustomer } from '@/lib/billing/sync'
import { db } from '@/lib/db'
import type { DemoSubscription, DemoTeam } from './people'

const day = 86_400
const hour = 3_600

/**
 * Creates a demo team's customer and subscription in Stripe, and reads them back as the product does. Each customer has its
 * own test clock, so the states stay the same until someone advances it.
 *
 * @param now the current time
 * @returns `kept` if the team has a customer already, `made` for a new one, `replaced` if Stripe no longer had it
 * @throws Error if lib/billing/plans.ts does not sell the plan
 */
export async function ensureSubscription(
  teamId: string,
  demo: DemoTeam,
  subscription: DemoSubscription,
  now: Date,
): Promise<'kept' | 'made' | 'replaced'> {
  const row = await db().billingCustomer.upsert({
    where: { teamId },
    create: { teamId, livemode: isLivemode(), sync: { create: {} } },
    update: {},
  })
  if (row.stripeCustomerId && (await exists(row.stripeCustomerId))) return 'kept'
  requireSold(subscription.plan, demo)
  const { customer, clock } = await createCustomer(teamId, demo, subscription, now)
  await subscribe(customer, teamId, subscription)
  await advance(clock, seconds(now))
  // Linked last: a run that was cut off before this makes a new customer, and nobody is shown half of one.
  await db().billingCustomer.update({ where: { teamId }, data: { stripeCustomerId: customer } })
  await markDirty(row.id)
  await syncCustomer(row.id, now)
  return row.stripeCustomerId ? 'replaced' : 'made'
}

function requireSold(plan: PaidPlanKey, { email }: DemoTeam): void {
  if (paidPlanKeys.includes(plan)) return
  const problem = `gives ${email} the plan "${plan}", which lib/billing/plans.ts does not sell`
  throw new Error(`prisma/seed/people.ts ${problem}. Use one of: ${paidPlanKeys.join(', ')}.`)
}

async function exists(customer: string): Promise<boolean> {
  try {
    return !(await stripe().customers.retrieve(customer)).deleted
  } catch (error) {
    // A stand-in whose state was deleted, or another account.
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
  // A charge comes an hour after its invoice (Stripe docs: the invoice's hour as a draft), so begin a little earlier.
  const begin = seconds(now) - ageDays * day - 2 * hour
  const clock = await stripe().testHelpers.testClocks.create({ frozen_time: begin, name: email })
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

async function subscribe(customer: string, teamId: string, wanted: DemoSubscription): Promise<void> {
  const price = (await getCatalog()).priceId(wanted.plan, wanted.interval)
  const { id } = await stripe().subscriptions.create({
    customer,
    items: [{ price, quantity: wanted.seats ?? 1 }],
    metadata: { team_id: teamId },
    ...(wanted.trialDays ? { trial_period_days: wanted.trialDays } : {}),
  })
  if (!wanted.isCancelling) return
  await stripe().subscriptions.update(id, {
    cancel_at: 'max_period_end',
    cancellation_details: { feedback: 'too_expensive' },
  })
}

/** Moves a test clock, and waits until everything that falls due on the way has happened. */
async function advance(clock: string, to: number): Promise<void> {
  await stripe().testHelpers.testClocks.advance(clock, { frozen_time: to })
  for (let round = 0; round < 120; round++) {
    const { status } = await stripe().testHelpers.testClocks.retrieve(clock)
    if (status === 'ready') return
    if (status === 'internal_failure') break
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`The test clock ${clock} did not arrive where it was sent.`)
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}
