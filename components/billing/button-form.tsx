'use client'

import { type ReactNode, useId } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { type ButtonLook, button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  action: FormAction
  /** The button's words. */
  children: ReactNode
  /** What will happen, and when: nobody should have to press a button to find out. */
  explain: ReactNode
  fields?: Record<string, string | undefined>
  look?: ButtonLook
}

/** One button that starts something in Stripe, with a sentence that says what. */
export function ButtonForm({ action, children, explain, fields = {}, look = 'secondary' }: Props) {
  const id = useId()
  return (
    <ActionForm action={action} className="@container space-y-3">
      <HiddenFields values={fields} />
      <div className="flex flex-col items-start justify-between gap-x-8 gap-y-4 @xl:flex-row @xl:items-center">
        <p className="max-w-prose text-sm text-muted" id={id}>
          {explain}
        </p>
        <SubmitButton className={button({ look, className: 'shrink-0' })} describedBy={id}>
          {children}
        </SubmitButton>
      </div>
    </ActionForm>
  )
}
