'use client'

import { type ComponentProps, useId } from 'react'
import { useFormState } from './action-form'

type Props = Omit<ComponentProps<'input'>, 'id' | 'aria-invalid' | 'aria-describedby'> & {
  name: string
  label: string
  /** Help text under the label. */
  hint?: string
}

/** A labeled input. After a failed submission it shows its error and keeps its value, except for passwords. */
export function Field({ label, hint, className = '', defaultValue, ...input }: Props) {
  const id = useId()
  const state = useFormState()
  const error = state.status === 'error' ? state.fieldErrors[input.name] : undefined
  const submittedValue = state.status === 'error' ? state.values[input.name] : undefined
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={className}>
      <label className="block text-sm font-medium" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="mt-0.5 text-sm text-muted" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        {...input}
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? true : undefined}
        className="input"
        defaultValue={submittedValue ?? defaultValue}
        id={id}
      />
      {error && (
        <p className="mt-1.5 text-sm text-danger" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
