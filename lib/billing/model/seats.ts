import { AppError } from '@/lib/errors'
import type { Plan } from '../plans'

/**
 * The quantity of a plan to buy: 1 if it has no seats.
 *
 * @param seats the number requested; the plan's minimum if left out
 * @throws AppError if the plan does not come with that many
 */
export function seatsOf({ name, seats: range }: Pick<Plan, 'name' | 'seats'>, seats: number | undefined): number {
  if (!range) return 1
  const wanted = seats ?? range.min
  if (wanted >= range.min && wanted <= range.max) return wanted
  throw new AppError('conflict', `${name} supports ${range.min} to ${range.max} seats. Contact us for more.`)
}
