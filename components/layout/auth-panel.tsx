import type { ReactNode } from 'react'

type Props = {
  title: string
  lead: ReactNode
  children: ReactNode
  /** Links to related pages, below the form. */
  footer?: ReactNode
}

/** The heading and width of the pages for signing in, signing up, and confirming links. */
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
