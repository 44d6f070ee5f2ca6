'use client'

import { type ComponentProps, useId } from 'react'
import { useFormState } from './action-form'

type Props = Omit<ComponentProps<'select'>, 'id' | 'aria-invalid' | 'aria-describedby' | 'children'> & {
  name: string
  label: string
  options: { value: string; text: string }[]
}

/** A labeled list of choices. After a failed submission, it shows its error and keeps its value. */
export function Select({ label, options, className = '', defaultValue, ...select }: Props) {
  const id = useId()
  const state = useFormState()
  const error = state.status === 'error' ? state.fieldErrors[select.name] : undefined
  const submittedValue = state.status === 'error' ? state.values[select.name] : undefined
  const initial = submittedValue ?? defaultValue
  return (
    <div className={className}>
      <label className="block text-sm font-medium" htmlFor={id}>
        {label}
      </label>
      <select
        {...select}
        aria-describedby={error ? `${id}-error` : undefined}
        aria-invalid={error ? true : undefined}
        className="input"
        defaultValue={initial}
        id={id}
        // A select ignores a new default value, so replace it.
        key={String(initial)}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      {error && (
        <p className="mt-1.5 text-sm text-danger" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
