import { AppError } from '@/lib/errors'
import { type PaidPlanKey, plans } from '../plans'

/**
 * The quantity to buy of a plan: 1 where it has no seats.
 *
 * @param seats the number asked for; the plan's least when left out
 * @throws AppError when the plan does not come with that many
 */
export function seatsOf(plan: PaidPlanKey, seats: number | undefined): number {
  const range = plans[plan].seats
  if (!range) return 1
  const wanted = seats ?? range.min
  if (wanted >= range.min && wanted <= range.max) return wanted
  throw new AppError(
    'conflict',
    `${plans[plan].name} comes with ${range.min} to ${range.max} seats. Contact us for more.`,
  )
}
