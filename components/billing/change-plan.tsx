import { Card } from '@/components/ui/card'
import type { BillingOverview } from '@/lib/billing/model'
import { currency, type Interval, intervals, type PaidPlanKey, paidPlanKeys, plans } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'
import { formatPrice } from '@/lib/format'
import { ButtonForm } from './button-form'
import { SeatForm } from './seat-form'
import { SwitchForm } from './switch-form'

type Props = {
  overview: Pick<BillingOverview, 'plan' | 'interval' | 'isRetired' | 'seats' | 'seatRange' | 'offered'>
  startFlow: FormAction
}

/** Forms for switching plans, intervals, and seat counts. */
export function ChangePlan({ overview, startFlow }: Props) {
  const { plan, interval, isRetired, seats, seatRange, offered } = overview
  return (
    <Card
      lead="Stripe shows the amount due today, including credit for unused time. Nothing changes until you confirm."
      title="Change plan"
    >
      <div className="divide-y *:py-6 *:first:pt-0 *:last:pb-0">
        {offered.includes('subscription_update_confirm') && (
          <>
            {seatRange && seats !== null && <SeatForm range={seatRange} seats={seats} startFlow={startFlow} />}
            {isRetired && (
              <p className="text-sm text-muted">
                Your plan is no longer offered. You can keep it, but if you switch, you can’t switch back.
              </p>
            )}
            {paidPlanKeys.map((key) => (
              <SwitchForm
                {...switchProps(key, key === plan ? { interval, seats } : { interval: null, seats: null })}
                key={key}
                startFlow={startFlow}
              />
            ))}
          </>
        )}
        {offered.includes('subscription_update') && (
          <ButtonForm
            action={startFlow}
            description="Compare all plans in Stripe’s customer portal."
            fields={{ flow: 'subscription_update' }}
          >
            Change plan in portal
          </ButtonForm>
        )}
      </div>
    </Card>
  )
}

/**
 * Returns the props of a plan's switch form.
 *
 * @param current the team's interval and seats on this plan, or nulls if it is on another plan. The
 *   form leaves out the current interval and keeps the seats.
 */
function switchProps(plan: PaidPlanKey, current: { interval: Interval | null; seats: number | null }) {
  const { name, amountCents, seats } = plans[plan]
  const offered = intervals.filter((interval) => interval !== current.interval)
  const unit = seats ? ' per seat' : ''
  const priceOf = (interval: Interval) =>
    `${formatPrice(amountCents?.[interval] ?? 0, currency)}${unit} per ${interval}`
  return {
    plan,
    name,
    prices: offered.map(priceOf).join(' or '),
    intervals: offered,
    seats: seats ? (current.seats ?? seats) : undefined,
  }
}
