'use client'

import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  seats: number
  range: { min: number; max: number }
  startFlow: FormAction
}

/** Changes the seat count without changing the plan or interval. */
export function SeatForm({ seats, range, startFlow }: Props) {
  return (
    <ActionForm action={startFlow} className="space-y-3" label="Seats">
      <HiddenFields values={{ flow: 'subscription_update_confirm' }} />
      <div className="flex flex-wrap items-end gap-3">
        <Field
          className="w-28"
          defaultValue={seats}
          inputMode="numeric"
          label="Seats"
          max={range.max}
          min={range.min}
          name="seats"
          required
          type="number"
        />
        <SubmitButton className={button({ variant: 'secondary' })}>Update seats</SubmitButton>
      </div>
      <p className="text-sm text-muted">
        Review the new seat count and the amount due today in Stripe before you confirm.
      </p>
    </ActionForm>
  )
}
