import * as original from '@/lib/billing/sync/read-state'
import { readTarget } from '@/lib/billing/sync/sync-target'

export * from '@/lib/billing/sync/read-state'

export const readState: typeof original.readState = async (customerId) => {
  const state = await original.readState(customerId)
  const target = state && (await readTarget(customerId))
  return target && { ...state, target }
}
