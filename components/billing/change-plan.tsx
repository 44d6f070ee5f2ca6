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

/** Every other plan and interval, the number of seats, and the portal's own comparison. */
export function ChangePlan({ overview, startFlow }: Props) {
  const { plan, interval, isRetired, seats, seatRange, offered } = overview
  return (
    <Card
      lead="Stripe shows what changes and what it costs today, with the time you have paid for counted. Nothing changes until you confirm there."
      title="Change plan"
    >
      <div className="divide-y *:py-6 *:first:pt-0 *:last:pb-0">
        {offered.includes('subscription_update_confirm') && (
          <>
            {seatRange && seats !== null && <SeatForm range={seatRange} seats={seats} startFlow={startFlow} />}
            {isRetired && (
              <p className="text-sm text-muted">
                Your plan is no longer sold. You can keep it for as long as you like. If you switch, you cannot switch
                back.
              </p>
            )}
            {paidPlanKeys.map((key) => (
              <SwitchForm
                {...offerOf(key, key === plan ? { interval, seats } : { interval: null, seats: null })}
                key={key}
                startFlow={startFlow}
              />
            ))}
          </>
        )}
        {offered.includes('subscription_update') && (
          <ButtonForm
            action={startFlow}
            explain="Opens Stripe’s page with all plans side by side."
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
 * What is offered of a plan.
 *
 * @param current what the team pays for this plan now: the interval is not offered again, and the seats are kept
 */
function offerOf(plan: PaidPlanKey, current: { interval: Interval | null; seats: number | null }) {
  const { name, amountCents, seats } = plans[plan]
  const offered = intervals.filter((interval) => interval !== current.interval)
  const unit = seats ? ' a seat' : ''
  const priceOf = (interval: Interval) => `${formatPrice(amountCents?.[interval] ?? 0, currency)}${unit} a ${interval}`
  return {
    plan,
    name,
    prices: offered.map(priceOf).join(', or '),
    intervals: offered,
    seats: seats ? (current.seats ?? seats) : undefined,
  }
}
