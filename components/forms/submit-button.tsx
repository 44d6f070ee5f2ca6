'use client'

import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'

type Props = {
  children: ReactNode
  /** From `button()`, called on the server. */
  className: string
  /** Identifies the button in a form that has more than one. */
  name?: string
  value?: string
  /** The ID of the element that describes the button. */
  describedBy?: string
}

/** A submit button that ignores clicks while the form is submitting. */
export function SubmitButton({ children, className, name, value, describedBy }: Props) {
  const { pending } = useFormStatus()
  return (
    <button
      aria-busy={pending || undefined}
      aria-describedby={describedBy}
      className={className}
      name={name}
      // Not `disabled`, which would move the focus away from the button.
      onClick={(event) => pending && event.preventDefault()}
      type="submit"
      value={value}
    >
      {children}
    </button>
  )
}
