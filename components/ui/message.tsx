import type { ReactNode } from 'react'

type Tone = 'success' | 'info' | 'warning' | 'danger'

const tones: Record<Tone, string> = {
  success: 'border-accent/30 bg-accent-soft text-accent',
  info: 'bg-sunken text-ink',
  warning: 'border-warning/30 bg-warning-soft text-warning',
  danger: 'border-danger/30 bg-danger-soft text-danger',
}

type Props = {
  tone: Tone
  children: ReactNode
  /** `alert` interrupts screen readers. `status` waits for a pause. */
  role: 'alert' | 'status'
  testId?: string
}

/** A message that screen readers announce. */
export function Message({ tone, children, role, testId }: Props) {
  return (
    <div className={`rounded-md border px-4 py-3 text-sm ${tones[tone]}`} role={role} data-testid={testId}>
      {children}
    </div>
  )
}
