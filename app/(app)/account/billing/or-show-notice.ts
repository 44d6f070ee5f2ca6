import { goTo } from '@/lib/action'
import { NotOfferedError } from '@/lib/billing'

/** If an action is no longer available, redirects to the current billing page with a notice that explains why. */
export async function orShowNotice<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof NotOfferedError) goTo(error.page)
    throw error
  }
}
