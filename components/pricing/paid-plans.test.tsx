import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { currency, intervals, paidPlanKeys, plans } from '@/lib/billing/plans'
import { idle } from '@/lib/form-state'
import { formatPrice } from '@/lib/format'
import { Comparison } from './comparison'
import { yearlySavingPercent } from './interval-switch'
import { PaidPlans } from './paid-plans'
import { Questions } from './questions'

const action = async () => idle
const render = (offersTrial: boolean) => renderToStaticMarkup(<PaidPlans action={action} offersTrial={offersTrial} />)

describe('PaidPlans', () => {
  it.each(paidPlanKeys)('shows the monthly and yearly price of %s and submits the plan key', (key) => {
    const html = render(true)
    for (const interval of intervals) {
      expect(html).toContain(`>${formatPrice(plans[key].amountCents?.[interval] ?? 0, currency)}<`)
      const form = html.split('<form').find((part) => part.includes(`aria-label="${plans[key].name} ${interval}ly"`))
      expect(form).toContain(`name="plan" value="${key}"`)
      expect(form).toContain(`name="interval" value="${interval}"`)
      expect(form?.includes('name="seats"')).toBe(plans[key].seats !== null)
    }
  })

  it('offers a trial only to eligible teams', () => {
    for (const { trialDays } of paidPlanKeys.map((key) => plans[key])) {
      if (trialDays > 0) expect(render(true)).toContain(`Start ${trialDays}-day trial`)
    }
    expect(render(false)).not.toContain('trial')
  })
})

describe('Questions', () => {
  it('lists every plan with seats', () => {
    const plansWithSeats = paidPlanKeys.map((key) => plans[key]).filter(({ seats }) => seats)
    const html = renderToStaticMarkup(<Questions />)
    for (const { name } of plansWithSeats) expect(html).toContain(name)
    expect(html.includes('What is a seat?')).toBe(plansWithSeats.length > 0)
  })
})

describe('Comparison', () => {
  it('has a row for each limit and feature in the catalog', () => {
    const rows = renderToStaticMarkup(<Comparison />).match(/scope="row"/g)
    const { limits, features } = plans.free
    expect(rows).toHaveLength(Object.keys(limits).length + Object.keys(features).length + 1)
  })
})

it('advertises a yearly saving that one of the plans offers', () => {
  const savings = paidPlanKeys.map((key) => {
    const { month = 0, year = 0 } = plans[key].amountCents ?? {}
    return Math.round(((12 * month - year) / (12 * month)) * 100)
  })
  expect(savings).toContain(yearlySavingPercent())
})
