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
  it.each(paidPlanKeys)('shows what %s costs, for both intervals, and asks for it by name', (key) => {
    const html = render(true)
    for (const interval of intervals) {
      expect(html).toContain(`>${formatPrice(plans[key].amountCents?.[interval] ?? 0, currency)}<`)
      const form = html.split('<form').find((part) => part.includes(`aria-label="${plans[key].name} ${interval}ly"`))
      expect(form).toContain(`name="plan" value="${key}"`)
      expect(form).toContain(`name="interval" value="${interval}"`)
      expect(form?.includes('name="seats"')).toBe(plans[key].seats !== null)
    }
  })

  it('offers the trial only to a team that may have one', () => {
    for (const { trialDays } of paidPlanKeys.map((key) => plans[key])) {
      if (trialDays > 0) expect(render(true)).toContain(`Start ${trialDays}-day trial`)
    }
    expect(render(false)).not.toContain('trial')
  })
})

describe('Questions', () => {
  it('name every plan with seats', () => {
    const withSeats = paidPlanKeys.map((key) => plans[key]).filter(({ seats }) => seats)
    const html = renderToStaticMarkup(<Questions />)
    for (const { name } of withSeats) expect(html).toContain(name)
    expect(html.includes('What is a seat?')).toBe(withSeats.length > 0)
  })
})

describe('Comparison', () => {
  it('has a row for each limit and feature of the catalogue', () => {
    const rows = renderToStaticMarkup(<Comparison />).match(/scope="row"/g)
    const { limits, features } = plans.free
    expect(rows).toHaveLength(Object.keys(limits).length + Object.keys(features).length + 1)
  })
})

it('claims a yearly saving that one of the plans gives', () => {
  const given = paidPlanKeys.map((key) => {
    const { month = 0, year = 0 } = plans[key].amountCents ?? {}
    return Math.round(((12 * month - year) / (12 * month)) * 100)
  })
  expect(given).toContain(yearlySavingPercent())
})
