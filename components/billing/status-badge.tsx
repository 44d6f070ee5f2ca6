import { Badge, type Tone } from '@/components/ui/badge'
import type { BillingState } from '@/lib/billing/overview-types'

const tones: Record<BillingState, Tone> = {
  free: 'neutral',
  trialing: 'good',
  active: 'good',
  cancelling: 'warning',
  past_due: 'danger',
  unpaid: 'danger',
  paused: 'warning',
  incomplete: 'warning',
  ended: 'neutral',
  unknown: 'neutral',
}

export function StatusBadge({ state, label }: { state: BillingState; label: string }) {
  return (
    <Badge testId="status-label" tone={tones[state]}>
      {label}
    </Badge>
  )
}
