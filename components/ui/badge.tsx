import type { ReactNode } from 'react'

export type Tone = 'good' | 'neutral' | 'warning' | 'danger'

const tones: Record<Tone, string> = {
  good: 'bg-accent-soft text-accent',
  neutral: 'bg-sunken text-muted',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
}

export function Badge({ tone, children, testId }: { tone: Tone; children: ReactNode; testId?: string }) {
  return (
    <span className={`rounded-full px-2.5 py-1 text-xs font-medium ${tones[tone]}`} data-testid={testId}>
      {children}
    </span>
  )
}
