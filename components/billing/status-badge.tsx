import { Badge } from '@/components/ui/badge'
import type { StatusTone } from '@/lib/billing/model'

export function StatusBadge({ tone, label }: { tone: StatusTone; label: string }) {
  return (
    <Badge testId="status-label" tone={tone}>
      {label}
    </Badge>
  )
}
