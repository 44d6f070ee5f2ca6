'use client'

import { type ComponentProps, useId } from 'react'
import { useFormState } from './action-form'

type Props = Omit<ComponentProps<'input'>, 'id' | 'aria-invalid' | 'aria-describedby'> & {
  name: string
  label: string
  /** A sentence under the label that helps to fill the field in. */
  hint?: string
}

/** One labelled input. It shows the form's complaint about it and keeps what was typed, except passwords. */
export function Field({ label, hint, className = '', defaultValue, ...input }: Props) {
  const id = useId()
  const state = useFormState()
  const error = state.status === 'error' ? state.fieldErrors[input.name] : undefined
  const kept = state.status === 'error' ? state.values[input.name] : undefined
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
        defaultValue={kept ?? defaultValue}
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
