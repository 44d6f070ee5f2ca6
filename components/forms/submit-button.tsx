'use client'

import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'

type Props = {
  children: ReactNode
  /** From `button()`, called on the server. */
  className: string
  /** For a form with several buttons: which of them was pressed. */
  name?: string
  value?: string
  /** The id of a sentence that says what the button will do. */
  describedBy?: string
}

/** The form's button. A second press while the first is under way does nothing. */
export function SubmitButton({ children, className, name, value, describedBy }: Props) {
  const { pending } = useFormStatus()
  return (
    <button
      aria-busy={pending || undefined}
      aria-describedby={describedBy}
      className={className}
      name={name}
      // The button keeps its focus, which `disabled` would drop.
      onClick={(event) => pending && event.preventDefault()}
      type="submit"
      value={value}
    >
      {children}
    </button>
  )
}
