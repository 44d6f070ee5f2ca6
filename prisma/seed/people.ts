import type { Interval, PaidPlanKey } from '@/lib/billing/plans'
import { product } from '@/lib/product'

/** The password of every demo account. */
export const demoPassword = `${product.idPrefix}-demo`

const emailOf = (name: string) => `${name}@${product.demoDomain}`

/** The subscription to create for a demo team. */
export type DemoSubscription = {
  plan: PaidPlanKey
  interval: Interval
  seats?: number
  /** How many days ago it started. */
  ageDays: number
  trialDays?: number
  /** Whether it is set to cancel at the end of the paid period. */
  isCanceling?: boolean
  /** A Stripe test card. */
  card: 'pm_card_visa' | 'pm_card_mastercard' | 'pm_card_chargeCustomerFail'
}

export type DemoTeam = {
  email: string
  owner: string
  team: string
  projects: string[]
  members?: { email: string; name: string }[]
  /** Addresses with a pending invitation. */
  invited?: string[]
  /** Omit it for the Free plan. */
  subscription?: DemoSubscription
}

/** Demo teams for each plan and the main subscription states. The first team has no subscription. */
export const demoTeams: DemoTeam[] = [
  {
    email: emailOf('demo'),
    owner: 'Dana Demo',
    team: 'Demo Studio',
    projects: ['Website', 'Newsletter'],
  },
  {
    email: emailOf('trialing'),
    owner: 'Tara Trial',
    team: 'Trial & Co',
    projects: ['Prototype'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 4, trialDays: 14, card: 'pm_card_visa' },
  },
  {
    email: emailOf('pro'),
    owner: 'Pia Pro',
    team: 'Pia’s Workshop',
    projects: ['Shop', 'Blog', 'Booking', 'Photo archive'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 40, card: 'pm_card_visa' },
  },
  {
    email: emailOf('business'),
    owner: 'Bea Business',
    team: 'Business Works',
    projects: ['Intranet', 'Customer portal', 'Field app', 'Data warehouse', 'Helpdesk'],
    members: [{ email: emailOf('member'), name: 'Milo Member' }],
    invited: [emailOf('invited')],
    subscription: { plan: 'business', interval: 'month', seats: 5, ageDays: 40, card: 'pm_card_mastercard' },
  },
  {
    email: emailOf('canceling'),
    owner: 'Cleo Canceling',
    team: 'Cleo & Sons',
    projects: ['Catalog'],
    subscription: { plan: 'pro', interval: 'year', ageDays: 100, isCanceling: true, card: 'pm_card_visa' },
  },
  {
    email: emailOf('past-due'),
    owner: 'Paul Past-Due',
    team: 'Past Due Ltd',
    projects: ['Relaunch', 'App'],
    subscription: { plan: 'pro', interval: 'month', ageDays: 1, trialDays: 1, card: 'pm_card_chargeCustomerFail' },
  },
]
