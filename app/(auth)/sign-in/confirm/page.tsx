import type { Metadata } from 'next'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { requireViewer } from '@/lib/auth'
import { confirmPasswordAction } from '../../actions'

export const metadata: Metadata = { title: 'Confirm it’s you' }

/** `requireFreshSignIn` redirects here. */
export default async function ConfirmPage({ searchParams }: PageProps<'/sign-in/confirm'>) {
  const { next } = await searchParams
  const nextPath = typeof next === 'string' ? next : undefined
  const { email } = await requireViewer(nextPath)
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">Confirm it’s you</h1>
      <p className="mt-2 text-muted wrap-anywhere">You’re signed in as {email}. Enter your password to continue.</p>
      <ActionForm action={confirmPasswordAction} className="mt-8 space-y-5">
        <HiddenFields values={{ next: nextPath }} />
        {/* Tells password managers which account this is. */}
        <input autoComplete="username" defaultValue={email} hidden name="username" readOnly type="email" />
        <Field
          autoComplete="current-password"
          label="Password"
          maxLength={200}
          name="password"
          required
          type="password"
        />
        <SubmitButton className={button({ className: 'w-full' })}>Continue</SubmitButton>
      </ActionForm>
    </div>
  )
}
