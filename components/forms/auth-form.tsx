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
  /** The path to redirect to afterward, from the URL. The action validates it. */
  next?: string
  title: string
  lead: string
  children: ReactNode
}

export function AuthForm({ kind, action, next, title, lead, children }: Props) {
  const isSignUp = kind === 'sign-up'
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">{title}</h1>
      <p className="mt-2 text-muted">{lead}</p>
      <ActionForm action={action} className="mt-8 space-y-5">
        <HiddenFields values={{ next }} />
        {isSignUp && <Field autoComplete="name" label="Name" maxLength={80} name="name" required />}
        <Field autoComplete="email" label="Email" maxLength={254} name="email" required type="email" />
        <Field
          autoComplete={isSignUp ? 'new-password' : 'current-password'}
          hint={isSignUp ? 'At least 8 characters.' : undefined}
          label="Password"
          maxLength={200}
          minLength={isSignUp ? 8 : undefined}
          name="password"
          required
          type="password"
        />
        <SubmitButton className={button({ className: 'w-full' })}>{isSignUp ? 'Sign up' : 'Sign in'}</SubmitButton>
      </ActionForm>
      <p className="mt-6 text-sm text-muted">{children}</p>
    </div>
  )
}
