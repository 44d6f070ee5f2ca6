import type { ReactNode } from 'react'
import { paidPlanKeys, plans } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'
import { IntervalSwitch } from './interval-switch'
import { PlanCard } from './plan-card'
import { StartPlanForm } from './start-plan-form'

type Props = {
  action: FormAction
  offersTrial: boolean
  /** A card before the paid ones. */
  first?: ReactNode
  heading?: 'h2' | 'h3'
}

/** The interval switch and a card for each plan that costs something, each a step away from Stripe's Checkout. */
export function PaidPlans({ action, offersTrial, first, heading }: Props) {
  return (
    <IntervalSwitch>
      <ul className={`mt-8 grid gap-4 ${first ? 'lg:grid-cols-3' : 'sm:grid-cols-2'}`}>
        {first}
        {paidPlanKeys.map((key) => (
          <PlanCard
            heading={heading}
            isSuggested={key === 'pro'}
            key={key}
            plan={plans[key]}
            start={(interval) => (
              <StartPlanForm
                action={action}
                interval={interval}
                look={key === 'pro' ? 'primary' : 'secondary'}
                offersTrial={offersTrial}
                plan={plans[key]}
              />
            )}
          />
        ))}
      </ul>
    </IntervalSwitch>
  )
}
