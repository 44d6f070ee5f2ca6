import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { Interval, Plan } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'

type Props = {
  plan: Plan
  interval: Interval
  /** A team gets one trial, so it is not offered to one that had a subscription before. */
  offersTrial: boolean
  look: 'primary' | 'secondary'
  action: FormAction
}

/** Asks for the first subscription to a plan. The server looks the price up; the form only names it. */
export function StartPlanForm({ plan, interval, offersTrial, look, action }: Props) {
  return (
    <ActionForm action={action} className="space-y-4" label={`${plan.name} ${interval}ly`}>
      <HiddenFields values={{ plan: plan.key, interval }} />
      {plan.seats && (
        <Field
          defaultValue={plan.seats.min}
          inputMode="numeric"
          label="Seats"
          max={plan.seats.max}
          min={plan.seats.min}
          name="seats"
          required
          type="number"
        />
      )}
      <SubmitButton className={button({ look, className: 'w-full' })}>
        {plan.trialDays > 0 && offersTrial ? `Start ${plan.trialDays}-day trial` : 'Subscribe'}
      </SubmitButton>
    </ActionForm>
  )
}
