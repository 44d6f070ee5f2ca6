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

describe('an upgrade card', () => {
  it('names the plan that unlocks the feature, and the one that the team is on', () => {
    const smallest = offeredPlanKeys.map((key) => plans[key]).find(({ features }) => features.auditLog)
    expect(render(free)).toContain(`Audit log is part of ${smallest?.name}`)
    expect(render(free)).toContain('Your team is on the Free plan.')
  })

  it('leads a team without a subscription to the plans, and one with a subscription to its billing page', () => {
    expect(render(free)).toContain('href="/pricing"')
    expect(render(pro)).toContain('href="/account/billing"')
  })

  it('tells somebody who cannot buy a plan whom to ask', () => {
    expect(render(free, false)).toContain('Ask an owner or admin of your team to upgrade.')
    expect(render(free, false)).not.toContain('href=')
  })

  it('says what is wrong with a plan that includes the feature and grants nothing now', () => {
    const { key: plan, name: planName } = plans.business
    const paused = render({ plan, planName, statusSentence: 'Your subscription is paused.', offered: [] })
    expect(paused).toContain('Your Business plan is not active right now. Your subscription is paused.')
  })
})
