import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { BillingAction, BillingOverview } from '@/lib/billing/model'
import { intervals, type PaidPlanKey, paidPlanKeys, plans } from '@/lib/billing/plans'
import { idle } from '@/lib/form-state'
import { BillingSections } from './billing-sections'

const formAction = async () => idle
const actions = {
  finish: formAction,
  keep: formAction,
  resume: formAction,
  retry: formAction,
  startCheckout: formAction,
  startFlow: formAction,
}

const pro: BillingOverview = {
  state: 'active',
  plan: 'pro',
  planName: 'Pro',
  isRetired: false,
  interval: 'month',
  seats: null,
  seatRange: null,
  statusLabel: 'Active',
  statusTone: 'good',
  banner: null,
  statusSentence: 'Your subscription renews on Dec 3, 2026.',
  nextCharge: { amountCents: 1900, currency: 'usd', at: new Date('2026-12-03T00:00:00Z') },
  trialEndsAt: null,
  endsAt: null,
  pendingChange: null,
  discount: null,
  card: { brand: 'visa', last4: '4242', expMonth: 3, expYear: 2029 },
  billingEmail: 'ada@example.com',
  billingName: 'Ada',
  offered: [],
  isConfirming: false,
  syncedAt: null,
}

const render = (overview: Partial<BillingOverview>, canManage = true) =>
  renderToStaticMarkup(<BillingSections actions={actions} canManage={canManage} overview={{ ...pro, ...overview }} />)

const plansWithSeats = paidPlanKeys.filter((key) => plans[key].seats)
const formOf = (plan: PaidPlanKey) => paidPlanKeys.indexOf(plan) + 1
const buttons = (html: string) => [...html.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map(([, text]) => text)

describe('BillingSections', () => {
  it.each<[BillingAction, string]>([
    ['payment_method_update', 'Update payment method'],
    ['customer_update', 'Edit billing details'],
    ['subscription_cancel', 'Cancel subscription'],
    ['subscription_pause', 'Pause subscription'],
    ['subscription_update', 'Change plan in portal'],
    ['portal_home', 'Open billing portal'],
    ['keep_subscription', 'Keep subscription'],
    ['resume_subscription', 'Resume subscription'],
    ['retry_payment', 'Retry payment'],
    ['finish_payment', 'Complete payment'],
  ])('shows the %s button only when the action is offered', (action, label) => {
    expect(buttons(render({ offered: [action] }))).toEqual([label])
    expect(buttons(render({ offered: [] }))).toEqual([])
  })

  it.each(paidPlanKeys)('offers a team on %s every other plan and interval', (plan) => {
    const labels = buttons(render({ plan, seatRange: plans[plan].seats, offered: ['subscription_update_confirm'] }))
    const allLabels = paidPlanKeys.flatMap((key) => intervals.map((each) => `Switch to ${plans[key].name} ${each}ly`))
    expect(labels).toEqual(allLabels.filter((name) => name !== `Switch to ${plans[plan].name} monthly`))
  })

  it.each(plansWithSeats)('keeps the %s seat count when only the interval changes', (plan) => {
    const seatRange = plans[plan].seats
    const html = render({ plan, seats: 7, seatRange, offered: ['subscription_update_confirm'] })
    expect(buttons(html)).toContain('Update seats')
    expect(html).toContain('<input type="hidden" name="seats" value="7"/>')
  })

  it.each(plansWithSeats)('asks for a seat count when switching to %s', (plan) => {
    const form = render({ offered: ['subscription_update_confirm'] })
      .split('<form')
      .at(formOf(plan))
    expect(form).toContain(`name="seats" value="${plans[plan].seats?.min}"`)
  })

  it('warns that a retired plan cannot be bought again', () => {
    const html = render({ plan: 'gold', isRetired: true, offered: ['subscription_update_confirm'] })
    expect(html).toContain('Your plan is no longer offered.')
    expect(buttons(html)).toHaveLength(paidPlanKeys.length * intervals.length)
  })

  it('tells members who can change billing', () => {
    const html = render({ card: null, billingEmail: null, billingName: null }, false)
    for (const title of ['Payment method', 'Billing details']) expect(html).not.toContain(title)
    expect(html).toContain('Only owners and admins can change billing')
    expect(html).toContain('data-testid="plan-name"')
  })

  it('shows the next charge and the card that pays it', () => {
    const text = render({}).replace(/<[^>]*>/g, '')
    expect(text).toContain('$19.00 on Dec 3, 2026')
    expect(text).toContain('4242')
    expect(text).toContain('Expires 03/2029')
  })
})
