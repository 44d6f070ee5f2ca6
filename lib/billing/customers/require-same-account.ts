import 'server-only'
import { db } from '@/lib/db'
import { getCatalog } from '../catalog'
import { accountOfKey, isLivemode } from '../stripe'

const name = 'OtherAccountError'

/** Thrown if Stripe cannot find a customer because the API key belongs to another account or mode. */
export class OtherAccountError extends Error {
  // The name is stored, and a build can shorten class names.
  override name = name

  /**
   * @param key identifies the two accounts or modes, and is the same for all affected customers
   */
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message)
  }
}

/** The kind of alert raised for an API key from another account. */
export const otherAccountAlert = 'other_account'

/** The Stripe account (null if unknown) and mode of a stored customer. */
export type AccountRef = { accountId: string | null; livemode: boolean }

/**
 * Verifies that a customer that Stripe cannot find does not belong to another account or mode. Stripe still returns
 * deleted customers, so only cleared test data is truly missing.
 *
 * @throws OtherAccountError if the API key belongs to another account or mode; Stripe's error during an outage
 */
export async function requireSameAccount({ accountId, livemode }: AccountRef): Promise<void> {
  if (livemode !== isLivemode()) {
    const [actual, expected] = isLivemode() ? ['live', 'test'] : ['test', 'live']
    throw new OtherAccountError(
      actual,
      `the API key is for ${actual} mode, but the customer was created in ${expected} mode`,
    )
  }
  const expectedAccount = accountId ?? (await getCatalog()).accountId
  const currentAccount = expectedAccount && (await accountOfKey())
  if (!currentAccount || expectedAccount === currentAccount) return
  throw new OtherAccountError(
    `${currentAccount} for ${expectedAccount}`,
    `the API key belongs to ${currentAccount}, but the customer belongs to ${expectedAccount}`,
  )
}

/** Counts the customers whose last sync failed because the API key belongs to another account or mode. */
export function countInOtherAccounts(): Promise<number> {
  return db().billingSync.count({ where: { lastError: { startsWith: name } } })
}
