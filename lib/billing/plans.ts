import { product } from '../product'

/**
 * The catalog: what is sold, for how much, and what it unlocks. Everything else reads this file: the pricing page, the
 * entitlements, and `npm run billing -- apply`, which creates the same things in Stripe. It imports nothing but the
 * product's name, so that code in the browser may use it too. Amounts are integer cents; prices are in `currency`.
 */
export const currency = 'usd'

export type Interval = 'month' | 'year'
export type PaidPlanKey = 'pro' | 'business'
export type PlanKey = 'free' | PaidPlanKey

/** What a plan unlocks. Add a key here, and the compiler asks for its name and for a value in every plan. */
export type Features = {
  csvExport: boolean
  apiAccess: boolean
  prioritySupport: boolean
  auditLog: boolean
}

/** How much of a thing a plan allows. `null` is no limit. */
export type Limits = {
  projectsMax: number | null
  membersMax: number | null
}

/** What the pricing page and the upgrade card call them. */
export const featureNames: Record<keyof Features, string> = {
  csvExport: 'CSV export',
  apiAccess: 'API access',
  auditLog: 'Audit log',
  prioritySupport: 'Priority support',
}
export const limitNames: Record<keyof Limits, string> = { projectsMax: 'Projects', membersMax: 'Members' }

export type Plan = {
  key: PlanKey
  name: string
  description: string
  /** Orders the plans: of several live subscriptions the highest rank wins, and a move up is an upgrade. */
  rank: number
  /** Price of one unit for each interval, in cents; null for a plan that costs nothing. */
  amountCents: Record<Interval, number> | null
  /** Days before the first charge; given once to a team. 0 for no trial. */
  trialDays: number
  /** A plan with seats is charged per member; null means one flat price. */
  seats: { min: number; max: number } | null
  highlights: string[]
  features: Features
  limits: Limits
}

export const plans: Record<PlanKey, Plan> = {
  free: {
    key: 'free',
    name: 'Free',
    description: 'For trying things out, for as long as you like.',
    rank: 0,
    amountCents: null,
    trialDays: 0,
    seats: null,
    highlights: ['3 projects', 'One member', 'Community support'],
    features: { csvExport: false, apiAccess: false, prioritySupport: false, auditLog: false },
    limits: { projectsMax: 3, membersMax: 1 },
  },
  pro: {
    key: 'pro',
    name: 'Pro',
    description: 'For people who do this for a living.',
    rank: 1,
    amountCents: { month: 1900, year: 19000 },
    trialDays: 14,
    seats: null,
    highlights: ['50 projects', 'Up to 5 members', 'API access', 'E-mail support'],
    features: { csvExport: true, apiAccess: true, prioritySupport: false, auditLog: false },
    limits: { projectsMax: 50, membersMax: 5 },
  },
  business: {
    key: 'business',
    name: 'Business',
    description: 'For companies: every seat, every project.',
    rank: 2,
    amountCents: { month: 4900, year: 49000 },
    trialDays: 0,
    seats: { min: 1, max: 100 },
    highlights: ['Unlimited projects', 'A seat for each member', 'Audit log', 'Priority support'],
    features: { csvExport: true, apiAccess: true, prioritySupport: true, auditLog: true },
    limits: { projectsMax: null, membersMax: null },
  },
}

export const paidPlanKeys: PaidPlanKey[] = ['pro', 'business']
/** The plan that stands out on the pricing page. */
export const suggestedPlanKey: PaidPlanKey = 'pro'
export const intervals: Interval[] = ['month', 'year']

/** Offered on the portal's cancellation page to whoever is about to leave. */
export const retentionCoupon = {
  id: `${product.idPrefix}-stay-20`,
  name: '20% off for 3 months',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** Codes that customers can type, each for a coupon of its own. */
export const promotionCodes = [
  {
    code: 'WELCOME25',
    coupon: {
      id: `${product.idPrefix}-welcome-25`,
      name: '25% off your first invoice',
      percentOff: 25,
      duration: 'once',
    },
  },
] as const

/** The name by which a price is found in Stripe; it stays the same when the amount changes. */
export function lookupKeyOf(plan: PaidPlanKey, interval: Interval): string {
  return `${product.idPrefix}_${plan}_${interval}ly`
}

/** The id of a plan's product at Stripe. */
export function productIdOf(plan: PaidPlanKey): string {
  return `${product.idPrefix}_${plan}`
}
