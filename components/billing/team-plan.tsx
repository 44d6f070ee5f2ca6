import type { TeamSubscription } from '@/lib/billing/model'
import { type Plan, plans } from '@/lib/billing/plans'
import { formatDate } from '@/lib/format'

/** The team's plan in a sentence, for pages that are not about billing. */
export function TeamPlan({ subscription }: { subscription: TeamSubscription | null }) {
  return <p data-testid="team-plan">{sentence(subscription)}</p>
}

function sentence(subscription: TeamSubscription | null): string {
  if (!subscription?.isSubscribed || !subscription.plan) return 'Your team is on the Free plan.'
  const { isOnTrial, isPastDue, isOnGracePeriod, trialEndsAt, endsAt, interval } = subscription
  const plan = nameOf(subscription.plan)
  if (isOnGracePeriod && endsAt) return `Your team has ${plan} until ${formatDate(endsAt)}.`
  if (isOnTrial && trialEndsAt) return `Your team is trying ${plan} until ${formatDate(trialEndsAt)}.`
  if (isPastDue) return `Your team is on ${plan}. The last payment failed.`
  return `Your team is on ${plan}${seats(subscription)}${interval ? `, billed ${interval}ly` : ''}.`
}

function nameOf(key: string): string {
  return planOf(key)?.name ?? key
}

function seats({ plan, quantity }: TeamSubscription): string {
  if (!planOf(plan ?? '')?.seats || quantity === null) return ''
  return ` with ${quantity} ${quantity === 1 ? 'seat' : 'seats'}`
}

/** A plan that is sold no more may be missing. */
function planOf(key: string): Plan | undefined {
  return Object.values(plans).find((plan) => plan.key === key)
}
