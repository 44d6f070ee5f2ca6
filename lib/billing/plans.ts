import { product } from '../product'

/**
 * The catalog of plans, prices, and features. To add a plan, add one entry to `plans`. Pages, forms, entitlements, and
 * `npm run billing -- apply` use it. docs/billing.md explains how to reprice, rename, and retire a plan. This file
 * imports only the product's name, so browser code can use it. Amounts are integer cents in `currency`.
 */
export const currency = 'usd'

/** The billing intervals, with Stripe's names. */
export const intervals = ['month', 'year'] as const
export type Interval = (typeof intervals)[number]

/** A plan's features. If you add a key, the compiler requires a name for it and a value in every plan. */
export type Features = {
  csvExport: boolean
  apiAccess: boolean
  prioritySupport: boolean
  auditLog: boolean
}

/** A plan's limits. `null` means unlimited. */
export type Limits = {
  projectsMax: number | null
  membersMax: number | null
}

/** The names shown on the pricing page and the upgrade card. */
export const featureNames: Record<keyof Features, string> = {
  csvExport: 'CSV export',
  apiAccess: 'API access',
  auditLog: 'Audit log',
  prioritySupport: 'Priority support',
}
export const limitNames: Record<keyof Limits, string> = { projectsMax: 'Projects', membersMax: 'Members' }

export type Plan = {
  key: string
  name: string
  description: string
  /** If a team has several live subscriptions, the highest rank wins. Leave gaps for new plans. */
  rank: number
  /** The unit price per interval, in cents, or null for the free plan. */
  amountCents: Record<Interval, number> | null
  /** The length of the trial in days, once per team. 0 for no trial. */
  trialDays: number
  /** The allowed number of seats, charged per member, or null for a flat price. */
  seats: { min: number; max: number } | null
  highlights: string[]
  features: Features
  limits: Limits
  /** This plan's keys before it was renamed. Existing subscriptions with these keys belong to this plan. */
  formerKeys?: string[]
  /** True once the plan is no longer sold. Existing subscribers keep it. */
  isRetired?: boolean
}

/** The plans in display order. A team without a subscription is on `free`. */
export const plans = definePlans({
  free: {
    name: 'Free',
    description: 'Try it out for as long as you like.',
    rank: 0,
    amountCents: null,
    trialDays: 0,
    seats: null,
    highlights: ['3 projects', '1 member', 'Community support'],
    features: { csvExport: false, apiAccess: false, prioritySupport: false, auditLog: false },
    limits: { projectsMax: 3, membersMax: 1 },
  },
  pro: {
    name: 'Pro',
    description: 'For professionals and small teams.',
    rank: 10,
    amountCents: { month: 1900, year: 19000 },
    trialDays: 14,
    seats: null,
    highlights: ['50 projects', 'Up to 5 members', 'API access', 'Email support'],
    features: { csvExport: true, apiAccess: true, prioritySupport: false, auditLog: false },
    limits: { projectsMax: 50, membersMax: 5 },
  },
  business: {
    name: 'Business',
    description: 'For companies that need unlimited projects.',
    rank: 20,
    amountCents: { month: 4900, year: 49000 },
    trialDays: 0,
    seats: { min: 1, max: 100 },
    highlights: ['Unlimited projects', 'One seat per member', 'Audit log', 'Priority support'],
    features: { csvExport: true, apiAccess: true, prioritySupport: true, auditLog: true },
    limits: { projectsMax: null, membersMax: null },
  },
})

export type PlanKey = keyof typeof plans
export type PaidPlanKey = Exclude<PlanKey, 'free'>
export const { offeredPlanKeys, paidPlanKeys, isPlanKey, currentPlanKey } = indexPlans(plans)

/** The plan highlighted on the pricing page. */
export const suggestedPlanKey: PaidPlanKey = 'pro'

/** The discount offered on the portal's cancellation page. */
export const retentionCoupon = {
  id: `${product.idPrefix}-stay-20`,
  name: '20% off for 3 months',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** Promotion codes that customers can enter, each with its own coupon. */
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

/** The id of a plan's product in Stripe. */
export function productIdOf(plan: string): string {
  return `${product.idPrefix}_${plan}`
}

/** The lookup key of a price in Stripe. It does not change with the amount. */
export function lookupKeyOf(plan: string, interval: Interval): string {
  return `${product.idPrefix}_${plan}_${interval}ly`
}

/** True if the text is a billing interval. */
export function isInterval(text: string): text is Interval {
  return intervals.some((interval) => interval === text)
}

/** Adds the key to each plan. */
export function definePlans<Key extends string>(entries: Record<Key, Omit<Plan, 'key'>>): Record<Key, Plan> {
  const named = Object.entries<Omit<Plan, 'key'>>(entries).map(([key, entry]) => [key, { ...entry, key }])
  return Object.fromEntries(named)
}

/** Builds the plan lists and lookups. */
export function indexPlans<Key extends string>(all: Record<Key, Plan>) {
  const keys = Object.keys(all) as Key[]
  const offered = keys.filter((key) => !all[key].isRetired)
  return {
    /** The keys of plans for sale, including the free plan. */
    offeredPlanKeys: offered,
    /** The keys of paid plans for sale. */
    paidPlanKeys: offered.filter((key): key is Exclude<Key, 'free'> => key !== 'free'),
    isPlanKey: (key: string): key is Key => Object.hasOwn(all, key),
    /** The current key of a plan that may have been renamed. */
    currentPlanKey: (key: string): string =>
      Object.hasOwn(all, key) ? key : (keys.find((each) => all[each].formerKeys?.includes(key)) ?? key),
  }
}
