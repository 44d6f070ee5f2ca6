import 'server-only'
import { db } from '@/lib/db'
import { getCatalog } from '../store'
import { accountOfKey, isLivemode } from '../stripe'

const name = 'OtherAccountError'

/** Stripe does not know the customer because the key that is set belongs elsewhere: nothing is known of its state. */
export class OtherAccountError extends Error {
  // Written out, since a build shortens the names of classes and the name is stored.
  override name = name

  /**
   * @param key where the key belongs and where the customer does: the same for every customer of one swapped key
   */
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message)
  }
}

/** The kind of the alert about a key that was swapped. */
export const otherAccountAlert = 'other_account'

/** Where a stored customer is at home: a Stripe account (null for one that was never noted), and a mode of it. */
export type Home = { accountId: string | null; livemode: boolean }

/**
 * Makes sure that a customer whom Stripe does not know is really gone, and not one of another account or mode. (A
 * deleted customer is still known to its account; only wiped test data is not.)
 *
 * @param home where the customer is at home
 * @throws OtherAccountError when the key that is set belongs elsewhere; Stripe's errors on an outage
 */
export async function requireHome({ accountId, livemode }: Home): Promise<void> {
  if (livemode !== isLivemode()) {
    const [has, wants] = isLivemode() ? ['live', 'test'] : ['test', 'live']
    throw new OtherAccountError(has, `the key is one of ${has} mode, and this customer was made in ${wants} mode`)
  }
  const home = accountId ?? (await getCatalog()).accountId
  const current = home && (await accountOfKey())
  if (!current || home === current) return
  throw new OtherAccountError(
    `${current} for ${home}`,
    `the key is one of ${current}, and this customer is one of ${home}`,
  )
}

/** How many customers could not be read the last time because the key is one of another account or mode. */
export function countElsewhere(): Promise<number> {
  return db().billingSync.count({ where: { lastError: { startsWith: name } } })
}
