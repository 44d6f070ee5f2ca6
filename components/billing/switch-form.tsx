import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { currency, type Interval, intervals, type Plan } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'
import { formatPrice } from '@/lib/format'

type Props = {
  plan: Plan
  /** The interval that the team pays this plan in now, which is not offered again; null for another plan. */
  current: Interval | null
  /** Seats to carry over within the same plan; null asks for them. */
  seats: number | null
  startFlow: FormAction
}

/** Moves the team to one plan: a button for each interval. The button that is pressed sends the interval. */
export function SwitchForm({ plan, current, seats, startFlow }: Props) {
  const { amountCents } = plan
  if (!amountCents) return null
  const others = intervals.filter((interval) => interval !== current)
  const unit = plan.seats ? ' a seat' : ''
  const prices = others.map((each) => `${formatPrice(amountCents[each], currency)}${unit} a ${each}`)
  return (
    <ActionForm action={startFlow} className="space-y-4" label={`Switch to ${plan.name}`}>
      <HiddenFields
        values={{
          flow: 'subscription_update_confirm',
          plan: plan.key,
          seats: plan.seats ? seats?.toString() : undefined,
        }}
      />
      <div>
        <h3 className="font-medium">{plan.name}</h3>
        <p className="text-sm text-muted tabular-nums">{prices.join(', or ')}</p>
      </div>
      <div className="flex flex-wrap items-end gap-3">
        {plan.seats && seats === null && (
          <Field
            className="w-28"
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
        <Field
          autoCapitalize="characters"
          autoComplete="off"
          className="w-44"
          label="Promotion code"
          maxLength={64}
          name="promotionCode"
          placeholder="Optional"
        />
        {others.map((interval) => (
          <SubmitButton className={button({ look: 'secondary' })} key={interval} name="interval" value={interval}>
            Switch to {plan.name} {interval}ly
          </SubmitButton>
        ))}
      </div>
    </ActionForm>
  )
}
