import 'server-only'
import { AppError } from '@/lib/errors'
import type { Plan } from '../plans'

/**
 * Returns the quantity to buy. It is 1 for a plan without seats.
 *
 * @param seats the requested number; defaults to the plan's minimum
 * @throws AppError if the number is outside the plan's range
 */
export function seatsOf({ name, seats: range }: Pick<Plan, 'name' | 'seats'>, seats: number | undefined): number {
  if (!range) return 1
  const wanted = seats ?? range.min
  if (wanted >= range.min && wanted <= range.max) return wanted
  throw new AppError('conflict', `${name} supports ${range.min} to ${range.max} seats. Contact us for more.`)
}
