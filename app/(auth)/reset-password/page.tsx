import type { Metadata } from 'next'
import { ActionForm } from '@/components/forms/action-form'
import { EmailLinkForm } from '@/components/forms/email-link-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { NewPasswordField } from '@/components/forms/new-password-field'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { env } from '@/lib/env'
import { getEmailLink } from '@/lib/users'
import { forgotPasswordAction, resetPasswordAction } from '../actions'

export const metadata: Metadata = { title: 'Choose a new password' }

export default async function ResetPasswordPage({ searchParams }: PageProps<'/reset-password'>) {
  const { token } = await searchParams
  const link = typeof token === 'string' ? await getEmailLink('RESET_PASSWORD', token, new Date()) : null
  if (!link) {
    return (
      <EmailLinkForm
        action={forgotPasswordAction}
        inboxUrl={env().MAIL_INBOX_URL}
        lead="It expired, was already used, or was replaced by a newer one. We can send you a new link to reset your password."
        submit="Send a new link"
        title="This link no longer works"
      />
    )
  }
  return (
    <AuthPanel lead="Changing your password signs you out in every browser." title="Choose a new password">
      <ActionForm action={resetPasswordAction} className="mt-8 space-y-5">
        <HiddenFields values={{ token: String(token) }} />
        <Field autoComplete="username" defaultValue={link.email} label="Email" name="email" readOnly type="email" />
        <NewPasswordField label="New password" />
        <SubmitButton className={button({ className: 'w-full' })}>Set password</SubmitButton>
      </ActionForm>
    </AuthPanel>
  )
}
