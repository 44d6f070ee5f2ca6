import 'server-only'
import { z } from 'zod'
import { type Features, isPlanKey, type Limits, type Plan, plans } from '../plans'

/** A plan in lib/billing/plans.ts, or the stored record of a plan that was deleted from it. */
export type GrantedPlan = Pick<Plan, 'key' | 'name' | 'rank' | 'seats' | 'features' | 'limits' | 'isRetired'>

// Every field may be missing, because `apply` recorded only the key before version 0.2.
const record = z
  .object({
    name: z.string(),
    rank: z.number(),
    seats: z.object({ min: z.number(), max: z.number() }).nullable(),
    features: z.record(z.string(), z.boolean()),
    limits: z.record(z.string(), z.number().nullable()),
  })
  .partial()

/** The record that `apply` stores, so that subscribers keep a plan after its entry is deleted. */
export function recordOf({ key, name, rank, seats, features, limits }: Plan) {
  return { plan: key, name, rank, seats, features, limits }
}

/**
 * Returns what a plan grants.
 *
 * @param key the plan's current key, which may no longer exist in lib/billing/plans.ts
 * @param recorded the record that `apply` last stored for the plan
 */
export function grantedPlan(key: string, recorded: unknown): GrantedPlan {
  if (isPlanKey(key)) return plans[key]
  const { name = key, rank = 0, seats = null, features, limits } = record.safeParse(recorded).data ?? {}
  return {
    key,
    name,
    rank,
    seats,
    // Features and limits that were added after the plan was deleted do not apply to it.
    features: mapKeys(plans.free.features, (feature: keyof Features) => features?.[feature] ?? false),
    limits: limits ? mapKeys(plans.free.limits, (limit: keyof Limits) => limits[limit] ?? null) : plans.free.limits,
    isRetired: true,
  }
}

function mapKeys<Key extends string, Value>(keys: Record<Key, unknown>, pick: (key: Key) => Value) {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, pick(key as Key)])) as Record<Key, Value>
}
