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
  /** The plan's prices as text, for example "$19 per month or $190 per year". */
  prices: string
  intervals: Interval[]
  /** A fixed seat count, or the allowed range to ask for. Omitted for a plan without seats. */
  seats?: number | { min: number; max: number }
  startFlow: FormAction
}

/** Switches to a plan, with one submit button per billing interval. */
export function SwitchForm({ plan, name, prices, intervals, seats, startFlow }: Props) {
  const fixedSeats = typeof seats === 'number' ? String(seats) : undefined
  return (
    <ActionForm action={startFlow} className="space-y-4" label={`Switch to ${name}`}>
      <HiddenFields values={{ flow: 'subscription_update_confirm', plan, seats: fixedSeats }} />
      <div>
        <h3 className="font-medium">{name}</h3>
        <p className="text-sm text-muted tabular-nums">{prices}</p>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        {typeof seats === 'object' && (
          <Field
            className="w-28"
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
        <Field
          autoCapitalize="characters"
          autoComplete="off"
          className="w-44"
          label="Promotion code"
          maxLength={64}
          name="promotionCode"
          placeholder="Optional"
        />
        {intervals.map((interval) => (
          <SubmitButton className={button({ variant: 'secondary' })} key={interval} name="interval" value={interval}>
            {`Switch to ${name} ${interval}ly`}
          </SubmitButton>
        ))}
      </div>
    </ActionForm>
  )
}
