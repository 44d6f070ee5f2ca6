import type { TeamSubscription } from '@/lib/billing/model'
import { type Plan, plans } from '@/lib/billing/plans'
import { formatDate } from '@/lib/format'

/** A one-sentence summary of the team's plan. */
export function TeamPlanSentence({ subscription }: { subscription: TeamSubscription | null }) {
  return <p data-testid="team-plan">{summary(subscription)}</p>
}

function summary(subscription: TeamSubscription | null): string {
  if (!subscription?.isSubscribed || !subscription.plan) return 'Your team is on the Free plan.'
  const { isOnTrial, isPastDue, isOnGracePeriod, trialEndsAt, endsAt, interval } = subscription
  const plan = planName(subscription.plan)
  if (isOnGracePeriod && endsAt) return `Your team has ${plan} until ${formatDate(endsAt)}.`
  if (isOnTrial && trialEndsAt) return `Your team is on a ${plan} trial until ${formatDate(trialEndsAt)}.`
  if (isPastDue) return `Your team is on ${plan}. The last payment failed.`
  return `Your team is on ${plan}${seatsText(subscription)}${interval ? `, billed ${interval}ly` : ''}.`
}

function planName(key: string): string {
  return findPlan(key)?.name ?? key
}

function seatsText({ plan, quantity }: TeamSubscription): string {
  if (!findPlan(plan ?? '')?.seats || quantity === null) return ''
  return ` with ${quantity} ${quantity === 1 ? 'seat' : 'seats'}`
}

/** Returns undefined for a deleted plan. */
function findPlan(key: string): Plan | undefined {
  return Object.values(plans).find((plan) => plan.key === key)
}
