import * as original from '@/lib/billing/webhook/inbox'

export * from '@/lib/billing/webhook/inbox'

export const storeEvent: typeof original.storeEvent = async (event, source) => {
  void original.storeEvent(event, source).catch(() => {})
}
