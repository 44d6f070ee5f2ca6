import type { ReactNode } from 'react'
import { type Interval, paidPlanKeys, plans } from '@/lib/billing/plans'

/** Returns the largest saving that yearly billing gives on any plan, in whole percent. */
export function yearlySavingPercent(): number {
  const savings = paidPlanKeys.map((key) => {
    const amounts = plans[key].amountCents
    return amounts ? 1 - amounts.year / (12 * amounts.month) : 0
  })
  return Math.round(100 * Math.max(...savings))
}

const optionClasses =
  'relative flex h-9 items-center gap-2 rounded-full px-4 text-sm font-medium text-muted has-checked:bg-surface has-checked:text-ink has-checked:ring-1 has-checked:ring-edge has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent'

/** Switches its children between monthly and yearly prices. It uses only CSS, so it works without JavaScript. */
export function IntervalSwitch({ children }: { children: ReactNode }) {
  const saving = yearlySavingPercent()
  return (
    <div className="group/prices">
      <fieldset className="inline-flex rounded-full border bg-sunken p-1">
        <legend className="sr-only">Billing interval</legend>
        <label className={optionClasses}>
          <input className="sr-only" defaultChecked name="billing-interval" type="radio" value="month" />
          Monthly
        </label>
        <label className={optionClasses}>
          <input className="yearly sr-only" name="billing-interval" type="radio" value="year" />
          Yearly
          {saving > 0 && <span className="text-xs text-accent">Save up to {saving}%</span>}
        </label>
      </fieldset>
      {children}
    </div>
  )
}

const visibilityClasses: Record<Interval, string> = {
  month: 'group-has-[.yearly:checked]/prices:hidden',
  year: 'not-group-has-[.yearly:checked]/prices:hidden',
}

/**
 * Shows its children while their interval is selected in the enclosing switch. It also shows them if they contain an
 * alert: without JavaScript, a form error reloads the page and resets the switch.
 */
export function ForInterval({ interval, children }: { interval: Interval; children: ReactNode }) {
  return <div className={`${visibilityClasses[interval]} has-[[role=alert]]:block!`}>{children}</div>
}
