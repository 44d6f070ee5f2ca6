import type { ReactNode } from 'react'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'
import { ActionForm } from './action-form'
import { Field } from './field'
import { HiddenFields } from './hidden-fields'
import { SubmitButton } from './submit-button'

type Props = {
  kind: 'sign-in' | 'sign-up'
  action: FormAction
  /** The path to go to afterwards, as the address asked for it; the action checks it. */
  next?: string
  title: string
  lead: string
  children: ReactNode
}

/** The form of the sign-in and sign-up pages. */
export function AuthForm({ kind, action, next, title, lead, children }: Props) {
  const isNew = kind === 'sign-up'
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">{title}</h1>
      <p className="mt-2 text-muted">{lead}</p>
      <ActionForm action={action} className="mt-8 space-y-5">
        <HiddenFields values={{ next }} />
        {isNew && <Field autoComplete="name" label="Name" maxLength={80} name="name" required />}
        <Field autoComplete="email" label="Email" maxLength={254} name="email" required type="email" />
        <Field
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? 'At least 8 characters.' : undefined}
          label="Password"
          maxLength={200}
          minLength={isNew ? 8 : undefined}
          name="password"
          required
          type="password"
        />
        <SubmitButton className={button({ className: 'w-full' })}>{isNew ? 'Sign up' : 'Sign in'}</SubmitButton>
      </ActionForm>
      <p className="mt-6 text-sm text-muted">{children}</p>
    </div>
  )
}
