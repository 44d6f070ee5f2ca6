'use client'

import { type ReactNode, useActionState, useEffect, useRef } from 'react'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { type FormAction, idle } from '@/lib/form-state'
import { StatefulForm } from './action-form'
import { Field } from './field'
import { HiddenFields } from './hidden-fields'
import { SubmitButton } from './submit-button'

type Props = {
  action: FormAction
  /** The path to redirect to afterward, from the URL. The action validates it. */
  next?: string
  title: string
  lead: string
  /** The button's text. */
  submit: string
  /** The local mail inbox in development. */
  inboxUrl?: string
  /** Links below the form. */
  footer?: ReactNode
}

/** Asks for an email address, and then says that a link is on its way. The message is the same for every address. */
export function EmailLinkForm({ action, next, title, lead, submit, inboxUrl, footer }: Props) {
  const [state, formAction] = useActionState(action, idle)
  const isSent = state.status === 'success'
  const content = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (isSent) content.current?.focus()
  }, [isSent])

  if (isSent) {
    return (
      <div className="grid w-full justify-items-center outline-none" ref={content} tabIndex={-1}>
        <AuthPanel lead={state.message} title="Check your email">
          {inboxUrl && (
            <p className="mt-4 text-sm">
              <a className="font-medium text-accent underline underline-offset-4" href={inboxUrl}>
                Open the local inbox
              </a>
            </p>
          )}
          <form action={formAction} className="mt-8 space-y-3 text-sm text-muted">
            <HiddenFields values={state.values ?? {}} />
            <p>
              No email after a few minutes? Check your spam folder, or send another one. Only the newest link works.
            </p>
            <SubmitButton className={button({ variant: 'secondary' })}>Send another email</SubmitButton>
          </form>
        </AuthPanel>
      </div>
    )
  }
  return (
    <AuthPanel footer={footer} lead={lead} title={title}>
      <StatefulForm className="mt-8 space-y-5" formAction={formAction} state={state}>
        <HiddenFields values={{ next }} />
        <Field autoComplete="email" label="Email" maxLength={254} name="email" required type="email" />
        <SubmitButton className={button({ className: 'w-full' })}>{submit}</SubmitButton>
      </StatefulForm>
    </AuthPanel>
  )
}
