import type { ReactNode } from 'react'
import { paidPlanKeys, plans, suggestedPlanKey } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'
import { IntervalSwitch } from './interval-switch'
import { PlanCard } from './plan-card'
import { StartPlanForm } from './start-plan-form'

type Props = {
  action: FormAction
  /** False if the team had a subscription before, because each team gets one trial. */
  offersTrial: boolean
  /** A card shown before the paid plans. */
  first?: ReactNode
  heading?: 'h2' | 'h3'
}

/** The interval switch and a card for each paid plan, with a button that opens Stripe Checkout. */
export function PaidPlans({ action, offersTrial, first, heading }: Props) {
  return (
    <IntervalSwitch>
      <ul className="mt-8 grid grid-cols-[repeat(auto-fit,minmax(min(100%,15rem),1fr))] gap-4">
        {first}
        {paidPlanKeys.map((key) => (
          <PlanCard
            heading={heading}
            isSuggested={key === suggestedPlanKey}
            key={key}
            plan={plans[key]}
            start={(interval) => (
              <StartPlanForm
                action={action}
                interval={interval}
                variant={key === suggestedPlanKey ? 'primary' : 'secondary'}
                name={plans[key].name}
                plan={key}
                seats={plans[key].seats}
                trialDays={offersTrial ? plans[key].trialDays : 0}
              />
            )}
          />
        ))}
      </ul>
    </IntervalSwitch>
  )
}
