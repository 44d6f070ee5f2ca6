import Link from 'next/link'
import { lowestPlanWith } from '@/components/pricing/plans-on-sale'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import { type Features, featureNames, isPlanKey, plans } from '@/lib/billing/plans'

type Props = {
  feature: keyof Features
  overview: Pick<BillingOverview, 'plan' | 'planName' | 'statusSentence' | 'offered'>
  /** Whether the viewer can buy a plan. Other members see who to ask. */
  canManage: boolean
}

/** Replaces a feature that is not in the team's plan, and shows which plan has it. */
export function UpgradeCard({ feature, overview, canManage }: Props) {
  const name = featureNames[feature]
  const plan = lowestPlanWith(feature)
  return (
    <Card
      aside={<span className="size-4 text-muted icon-lock" />}
      lead={reasonFor(feature, overview)}
      title={plan ? `${name} is available on ${plan.name}` : `${name} is not available yet`}
    >
      {plan && (canManage ? <UpgradeLink overview={overview} /> : <AskBillingManager />)}
    </Card>
  )
}

function reasonFor(feature: keyof Features, { plan, planName, statusSentence }: Props['overview']): string {
  // A paused or unpaid plan does not unlock its features.
  if (isPlanKey(plan) && plans[plan].features[feature])
    return `Your ${planName} plan is not active right now. ${statusSentence}`
  return `Your team is on the ${planName} plan.`
}

function UpgradeLink({ overview: { offered } }: Pick<Props, 'overview'>) {
  return offered.includes('start_checkout') ? (
    <Link className={button()} href="/pricing">
      See plans
    </Link>
  ) : (
    <Link className={button()} href="/account/billing">
      View billing
    </Link>
  )
}

function AskBillingManager() {
  return <p className="text-sm text-muted">Ask an owner or admin of your team to upgrade.</p>
}
