import * as original from '@/lib/billing/webhook/inbox'

export * from '@/lib/billing/webhook/inbox'

export const keepEvent: typeof original.keepEvent = async (event, source) => {
  void original.keepEvent(event, source).catch(() => {})
}
