import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { TeamSubscription } from '@/lib/billing/model'
import { TeamPlanSentence } from './team-plan-sentence'

const pro: TeamSubscription = {
  id: 'sub_1',
  status: 'active',
  plan: 'pro',
  interval: 'month',
  quantity: 1,
  isSubscribed: true,
  isOnTrial: false,
  isPastDue: false,
  isCanceling: false,
  isOnGracePeriod: false,
  hasEnded: false,
  currentPeriodEnd: new Date('2026-07-01'),
  trialEndsAt: null,
  endsAt: null,
}
const date = new Date('2026-07-01')

it.each([
  [null, 'on the Free plan'],
  [{ ...pro, isSubscribed: false }, 'on the Free plan'],
  [pro, 'on Pro, billed monthly.'],
  [{ ...pro, plan: 'business', quantity: 5, interval: 'year' }, 'on Business with 5 seats, billed yearly.'],
  [{ ...pro, isOnTrial: true, trialEndsAt: date }, 'on a Pro trial until Jul 1, 2026.'],
  [{ ...pro, isCanceling: true, isOnGracePeriod: true, endsAt: date }, 'has Pro until Jul 1, 2026.'],
  [{ ...pro, isPastDue: true }, 'on Pro. The last payment failed.'],
  [{ ...pro, plan: 'legacy' }, 'on legacy, billed monthly.'],
])('describes %o as "%s"', (subscription, text) => {
  expect(renderToStaticMarkup(<TeamPlanSentence subscription={subscription} />)).toContain(text)
})
