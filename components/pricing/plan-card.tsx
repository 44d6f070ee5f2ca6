import type { ReactNode } from 'react'
import { currency, type Interval, intervals, type Plan } from '@/lib/billing/plans'
import { formatPrice } from '@/lib/format'
import { ForInterval } from './interval-switch'

type Props = {
  plan: Plan
  /** Highlights the card. */
  isSuggested?: boolean
  /** Renders the content below the price for an interval. */
  start: (interval: Interval) => ReactNode
  heading?: 'h2' | 'h3'
}

/** A card with a plan's price and features. Use it inside an `IntervalSwitch`. */
export function PlanCard({ plan, isSuggested = false, start, heading: Heading = 'h2' }: Props) {
  return (
    <li className={`flex flex-col rounded-xl border bg-surface p-6 ${isSuggested ? 'border-accent' : ''}`}>
      <Heading className="font-semibold">{plan.name}</Heading>
      <p className="mt-1 text-sm text-muted">{plan.description}</p>
      {intervals.map((interval) => (
        <ForInterval interval={interval} key={interval}>
          <Price interval={interval} plan={plan} />
          <div className="mt-5">{start(interval)}</div>
        </ForInterval>
      ))}
      <ul className="mt-6 space-y-2.5 border-t pt-5 text-sm *:flex *:items-start *:gap-2.5 *:before:mt-0.5 *:before:size-4 *:before:shrink-0 *:before:text-accent *:before:icon-check">
        {plan.highlights.map((highlight) => (
          <li key={highlight}>{highlight}</li>
        ))}
      </ul>
    </li>
  )
}

function Price({ plan, interval }: { plan: Plan; interval: Interval }) {
  const amounts = plan.amountCents
  const unit = plan.seats ? 'per seat per' : 'per'
  return (
    <>
      <p className="mt-5 flex items-baseline gap-2 tabular-nums">
        <span className="text-4xl font-semibold tracking-tight">{formatPrice(amounts?.[interval] ?? 0, currency)}</span>
        <span className="text-sm text-muted">{amounts ? `${unit} ${interval}` : 'forever'}</span>
      </p>
      <p className="mt-1 min-h-5 text-sm text-muted tabular-nums">{amounts && otherIntervalText(amounts, interval)}</p>
    </>
  )
}

/** Compares the price with the other interval. */
function otherIntervalText(amounts: Record<Interval, number>, interval: Interval): string {
  const saved = formatPrice(12 * amounts.month - amounts.year, currency)
  if (interval === 'month') return `or ${formatPrice(amounts.year, currency)} per year`
  return `${saved} less than paying monthly`
}
