'use client'

import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { Interval, PaidPlanKey } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'

type Props = {
  plan: PaidPlanKey
  name: string
  interval: Interval
  seats: { min: number; max: number } | null
  /** The length of the free trial, or 0 for none. */
  trialDays: number
  variant: 'primary' | 'secondary'
  action: FormAction
}

/** Starts a subscription. The form submits the plan key, and the server looks up the price. */
export function StartPlanForm({ plan, name, interval, seats, trialDays, variant, action }: Props) {
  return (
    <ActionForm action={action} className="space-y-4" label={`${name} ${interval}ly`}>
      <HiddenFields values={{ plan, interval }} />
      {seats && (
        <Field
          defaultValue={seats.min}
          inputMode="numeric"
          label="Seats"
          max={seats.max}
          min={seats.min}
          name="seats"
          required
          type="number"
        />
      )}
      <SubmitButton className={button({ variant, className: 'w-full' })}>
        {trialDays > 0 ? `Start ${trialDays}-day trial` : 'Subscribe'}
      </SubmitButton>
    </ActionForm>
  )
}
