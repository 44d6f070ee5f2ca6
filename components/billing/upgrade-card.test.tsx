import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { BillingOverview } from '@/lib/billing/model'
import { offeredPlanKeys, plans } from '@/lib/billing/plans'
import { UpgradeCard } from './upgrade-card'

type Overview = Pick<BillingOverview, 'plan' | 'planName' | 'statusSentence' | 'offered'>

const free: Overview = { plan: 'free', planName: 'Free', statusSentence: '', offered: ['start_checkout'] }
const pro: Overview = { plan: 'pro', planName: 'Pro', statusSentence: '', offered: ['subscription_update_confirm'] }

const render = (overview: Overview, canManage = true) =>
  renderToStaticMarkup(<UpgradeCard canManage={canManage} feature="auditLog" overview={overview} />)

describe('UpgradeCard', () => {
  it('shows the lowest plan with the feature and the current plan', () => {
    const lowest = offeredPlanKeys.map((key) => plans[key]).find(({ features }) => features.auditLog)
    expect(render(free)).toContain(`Audit log is available on ${lowest?.name}`)
    expect(render(free)).toContain('Your team is on the Free plan.')
  })

  it('links to pricing without a subscription and to billing with one', () => {
    expect(render(free)).toContain('href="/pricing"')
    expect(render(pro)).toContain('href="/account/billing"')
  })

  it('tells members to ask an owner or admin', () => {
    expect(render(free, false)).toContain('Ask an owner or admin of your team to upgrade.')
    expect(render(free, false)).not.toContain('href=')
  })

  it('explains why a plan with the feature is inactive', () => {
    const { key: plan, name: planName } = plans.business
    const paused = render({ plan, planName, statusSentence: 'Your subscription is paused.', offered: [] })
    expect(paused).toContain('Your Business plan is not active right now. Your subscription is paused.')
  })
})
