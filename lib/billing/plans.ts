import { product } from '../product'

/**
 * The catalog: what is for sale, what it costs and what it unlocks. To add a plan, add one entry to `plans`; pages,
 * forms, entitlements and `npm run billing -- apply` follow. docs/billing.md says how to reprice, rename and retire one.
 * It imports nothing but the product's name, so that code in the browser can use it. Amounts are integer cents in
 * `currency`.
 */
export const currency = 'usd'

/** How often a plan can be billed, as Stripe spells it. */
export const intervals = ['month', 'year'] as const
export type Interval = (typeof intervals)[number]

/** What a plan unlocks. Add a key here, and the compiler asks for its name and for a value in every plan. */
export type Features = {
  csvExport: boolean
  apiAccess: boolean
  prioritySupport: boolean
  auditLog: boolean
}

/** How much of something a plan allows. `null` means no limit. */
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
  key: string
  name: string
  description: string
  /** The higher rank wins when a team has several live subscriptions. Any number will do, so leave gaps. */
  rank: number
  /** The price of one unit for each interval, in cents; null for the free plan. */
  amountCents: Record<Interval, number> | null
  /** Days before the first charge, once per team. 0 for no trial. */
  trialDays: number
  /** A plan with seats is charged per member; null means one flat price. */
  seats: { min: number; max: number } | null
  highlights: string[]
  features: Features
  limits: Limits
  /** Keys that this plan had before it was renamed. Subscriptions bought under them belong to this plan. */
  formerKeys?: string[]
  /** True once the plan is no longer sold. Existing subscribers keep it. */
  isRetired?: boolean
}

/** Plans in the order in which pages show them. `free` is the plan of a team without a subscription. */
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

/** The plan that stands out on the pricing page. */
export const suggestedPlanKey: PaidPlanKey = 'pro'

/** Offered on the portal's cancellation page. */
export const retentionCoupon = {
  id: `${product.idPrefix}-stay-20`,
  name: '20% off for 3 months',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** Codes that customers can enter, each with its own coupon. */
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

/** The id that `apply` gives a plan's product in Stripe. */
export function productIdOf(plan: string): string {
  return `${product.idPrefix}_${plan}`
}

/** The lookup key of a price in Stripe. It stays the same when the amount changes. */
export function lookupKeyOf(plan: string, interval: Interval): string {
  return `${product.idPrefix}_${plan}_${interval}ly`
}

/** True for an interval that plans are billed in. */
export function isInterval(text: string): text is Interval {
  return intervals.some((interval) => interval === text)
}

/** Gives each plan its key, and the compiler the list of keys. */
export function definePlans<Key extends string>(entries: Record<Key, Omit<Plan, 'key'>>): Record<Key, Plan> {
  const named = Object.entries<Omit<Plan, 'key'>>(entries).map(([key, entry]) => [key, { ...entry, key }])
  return Object.fromEntries(named)
}

/** The lists and lookups that follow from the plans. */
export function indexPlans<Key extends string>(all: Record<Key, Plan>) {
  const keys = Object.keys(all) as Key[]
  const offered = keys.filter((key) => !all[key].isRetired)
  return {
    /** Plans for sale, the free one included. */
    offeredPlanKeys: offered,
    /** Plans for sale that cost something. */
    paidPlanKeys: offered.filter((key): key is Exclude<Key, 'free'> => key !== 'free'),
    isPlanKey: (key: string): key is Key => Object.hasOwn(all, key),
    /** The present key of a plan that may have been renamed since. */
    currentPlanKey: (key: string): string =>
      Object.hasOwn(all, key) ? key : (keys.find((each) => all[each].formerKeys?.includes(key)) ?? key),
  }
}
