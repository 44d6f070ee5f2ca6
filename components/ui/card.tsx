import { type ReactNode, useId } from 'react'

type Props = {
  title: string
  /** Shown at the end of the title's line, for example a badge. */
  aside?: ReactNode
  /** A sentence under the title. */
  lead?: ReactNode
  children?: ReactNode
  className?: string
}

/** A titled box: a landmark named by its title, so that a screen reader can jump to it. */
export function Card({ title, aside, lead, children, className = '' }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={`card ${className}`}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="font-semibold tracking-tight" id={id}>
          {title}
        </h2>
        {aside}
      </div>
      {lead && <p className="mt-1.5 max-w-prose text-sm text-muted">{lead}</p>}
      {children && <div className="mt-5">{children}</div>}
    </section>
  )
}
