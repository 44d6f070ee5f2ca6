import type { ReactNode } from 'react'

type Props = {
  title: string
  lead: ReactNode
  children: ReactNode
  /** Links to related pages, below the form. */
  footer?: ReactNode
}

/** The heading and the width of the pages around signing in. */
export function AuthPanel({ title, lead, children, footer }: Props) {
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">{title}</h1>
      <div className="mt-2 text-muted wrap-anywhere">{lead}</div>
      {children}
      {footer && <div className="mt-6 space-y-2 text-sm text-muted">{footer}</div>}
    </div>
  )
}
