import type { ReactNode } from 'react'
import { type Interval, paidPlanKeys, plans } from '@/lib/billing/plans'

/** The most that paying by the year saves on any plan, in whole per cent. */
export function yearlySavingPercent(): number {
  const savings = paidPlanKeys.map((key) => {
    const amounts = plans[key].amountCents
    return amounts ? 1 - amounts.year / (12 * amounts.month) : 0
  })
  return Math.round(100 * Math.max(...savings))
}

const choice =
  'relative flex h-9 items-center gap-2 rounded-full px-4 text-sm font-medium text-muted has-checked:bg-surface has-checked:text-ink has-checked:ring-1 has-checked:ring-edge has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent'

/** A choice between monthly and yearly for everything in it. It is style sheet only, so it works without JavaScript. */
export function IntervalSwitch({ children }: { children: ReactNode }) {
  const saving = yearlySavingPercent()
  return (
    <div className="group/prices">
      <fieldset className="inline-flex rounded-full border bg-sunken p-1">
        <legend className="sr-only">Billing interval</legend>
        <label className={choice}>
          <input className="sr-only" defaultChecked name="billing-interval" type="radio" value="month" />
          Monthly
        </label>
        <label className={choice}>
          <input className="yearly sr-only" name="billing-interval" type="radio" value="year" />
          Yearly
          {saving > 0 && <span className="text-xs text-accent">saves {saving}%</span>}
        </label>
      </fieldset>
      {children}
    </div>
  )
}

const shownFor: Record<Interval, string> = {
  month: 'group-has-[.yearly:checked]/prices:hidden',
  year: 'not-group-has-[.yearly:checked]/prices:hidden',
}

/**
 * Shown only while its interval is chosen in the switch around it, or while it has something to say: without JavaScript
 * a refused form comes back in a page whose switch is at its start again.
 */
export function Per({ interval, children }: { interval: Interval; children: ReactNode }) {
  return <div className={`${shownFor[interval]} has-[[role=alert]]:block!`}>{children}</div>
}
