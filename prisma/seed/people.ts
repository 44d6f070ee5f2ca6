import type { Interval, PaidPlanKey } from '@/lib/billing/plans'
import { product } from '@/lib/product'

/** The password of every demo account. */
export const demoPassword = `${product.idPrefix}-demo`

const address = (name: string) => `${name}@${product.demoDomain}`

/** A subscription as somebody who tries the product out would like to find it. */
export type DemoSubscription = {
  plan: PaidPlanKey
  interval: Interval
  seats?: number
  /** How long ago it began. */
  ageDays: number
  trialDays?: number
  /** Set to end with the period that is paid for. */
  isCancelling?: boolean
  /** A card that Stripe's test mode knows. */
  card: 'pm_card_visa' | 'pm_card_mastercard' | 'pm_card_chargeCustomerFail'
}

export type DemoTeam = {
  email: string
  owner: string
  team: string
  projects: string[]
  members?: { email: string; name: string }[]
  /** Left out for the Free plan. */
  subscription?: DemoSubscription
}

/** An owner on each plan, and in each state of a subscription that is worth seeing. The first one can still subscribe. */
export const demoTeams: DemoTeam[] = [
  {
    email: address('demo'),
    owner: 'Dana Demo',
    team: 'Demo Studio',
    projects: ['Website', 'Newsletter'],
  },
  {
    email: address('trialing'),
    owner: 'Tara Trial',
    team: 'Trial & Co',
    projects: ['Prototype'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 4, trialDays: 14, card: 'pm_card_visa' },
  },
  {
    email: address('pro'),
    owner: 'Pia Pro',
    team: 'Pia’s Workshop',
    projects: ['Shop', 'Blog', 'Booking', 'Photo archive'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 40, card: 'pm_card_visa' },
  },
  {
    email: address('business'),
    owner: 'Bea Business',
    team: 'Business Works',
    projects: ['Intranet', 'Customer portal', 'Field app', 'Data warehouse', 'Helpdesk'],
    members: [{ email: address('member'), name: 'Milo Member' }],
    subscription: { plan: 'business', interval: 'month', seats: 5, ageDays: 40, card: 'pm_card_mastercard' },
  },
  {
    email: address('cancelling'),
    owner: 'Cleo Cancelling',
    team: 'Cleo & Sons',
    projects: ['Catalogue'],
    subscription: { plan: 'pro', interval: 'year', ageDays: 100, isCancelling: true, card: 'pm_card_visa' },
  },
  {
    email: address('past-due'),
    owner: 'Paul Past-Due',
    team: 'Past Due Ltd',
    projects: ['Relaunch', 'App'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 1, trialDays: 1, card: 'pm_card_chargeCustomerFail' },
  },
]
