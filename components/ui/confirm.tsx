import type { ReactNode } from 'react'
import { type ButtonVariant, button } from './button'

type Props = {
  /** The text of the button that shows the question. */
  summary: string
  /** What the button refers to, for screen readers, if its text alone is not enough. */
  about?: string
  variant?: ButtonVariant
  /** The question and the form that answers it. */
  children: ReactNode
}

/** Asks before something that is hard to undo. It is a `<details>` element so that it works without JavaScript. */
export function Confirm({ summary, about, variant = 'secondary', children }: Props) {
  return (
    <details className="group min-w-0 open:w-full">
      <summary className={button({ variant, size: 'small', className: 'list-none' })}>
        <span className="group-open:hidden">
          {summary}
          {about && <span className="sr-only"> {about}</span>}
        </span>
        <span className="hidden group-open:inline">Close</span>
      </summary>
      <div className="mt-4 space-y-4 rounded-md bg-sunken p-4 text-sm">{children}</div>
    </details>
  )
}
