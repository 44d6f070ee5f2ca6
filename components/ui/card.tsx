import { type ReactNode, useId } from 'react'

type Props = {
  title: string
  /** Shown next to the title, for example a badge. */
  aside?: ReactNode
  /** Text below the title. */
  lead?: ReactNode
  children?: ReactNode
  className?: string
}

/** A titled card. Its title makes it a landmark for screen readers. */
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
