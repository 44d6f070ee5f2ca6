'use client'

import { type ReactNode, useId } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { type ButtonVariant, button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  action: FormAction
  children: ReactNode
  /** Describes what the button does. */
  description: ReactNode
  fields?: Record<string, string | undefined>
  variant?: ButtonVariant
}

/** A button with a description of its action. */
export function ButtonForm({ action, children, description, fields = {}, variant = 'secondary' }: Props) {
  const id = useId()
  return (
    <ActionForm action={action} className="@container space-y-3">
      <HiddenFields values={fields} />
      <div className="flex flex-col items-start justify-between gap-x-8 gap-y-4 @xl:flex-row @xl:items-center">
        <p className="max-w-prose text-sm text-muted" id={id}>
          {description}
        </p>
        <SubmitButton className={button({ variant, className: 'shrink-0' })} describedBy={id}>
          {children}
        </SubmitButton>
      </div>
    </ActionForm>
  )
}
