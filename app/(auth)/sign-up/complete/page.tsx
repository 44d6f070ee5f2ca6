import type { Metadata } from 'next'
import { ActionForm } from '@/components/forms/action-form'
import { EmailLinkForm } from '@/components/forms/email-link-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { NewPasswordField } from '@/components/forms/new-password-field'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthLink } from '@/components/layout/auth-link'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { env } from '@/lib/env'
import { getEmailLink } from '@/lib/users'
import { completeSignUpAction, signUpAction } from '../../actions'

export const metadata: Metadata = { title: 'Create your account' }

export default async function CompleteSignUpPage({ searchParams }: PageProps<'/sign-up/complete'>) {
  const { token } = await searchParams
  const link = typeof token === 'string' ? await getEmailLink('SIGN_UP', token, new Date()) : null
  if (!link) {
    return (
      <EmailLinkForm
        action={signUpAction}
        footer={
          <p>
            Did you create your account already? <AuthLink href="/sign-in">Sign in</AuthLink>
          </p>
        }
        inboxUrl={env().MAIL_INBOX_URL}
        lead="It expired, was already used, or was replaced by a newer one. We can send you a new link to sign up."
        submit="Send a new link"
        title="This link no longer works"
      />
    )
  }
  return (
    <AuthPanel lead="Your email address is confirmed. Now choose a name and a password." title="Create your account">
      <ActionForm action={completeSignUpAction} className="mt-8 space-y-5">
        <HiddenFields values={{ token: String(token) }} />
        <Field autoComplete="username" defaultValue={link.email} label="Email" name="email" readOnly type="email" />
        <Field autoComplete="name" label="Name" maxLength={80} name="name" required />
        <NewPasswordField />
        <SubmitButton className={button({ className: 'w-full' })}>Create account</SubmitButton>
      </ActionForm>
    </AuthPanel>
  )
}
