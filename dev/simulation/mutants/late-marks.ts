import * as original from '@/lib/billing/sync/read-state'

export * from '@/lib/billing/sync/read-state'

export const readState: typeof original.readState = async (customerId) => {
  const state = await original.readState(customerId)
  const target = state && (await original.readTarget(customerId))
  return target && { ...state, target }
}
