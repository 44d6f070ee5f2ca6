import type { Metadata } from 'next'
import { ActionForm } from '@/components/forms/action-form'
import { EmailLinkForm } from '@/components/forms/email-link-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthLink } from '@/components/layout/auth-link'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { env } from '@/lib/env'
import { getEmailLink } from '@/lib/users'
import { sendSignInLinkAction, signInWithLinkAction } from '../../actions'

export const metadata: Metadata = { title: 'Sign in by email' }

/** Without a token, this page asks where to send a link. */
export default async function SignInLinkPage({ searchParams }: PageProps<'/sign-in/link'>) {
  const { token, next } = await searchParams
  const link = typeof token === 'string' ? await getEmailLink('SIGN_IN', token, new Date()) : null
  const nextPath = typeof next === 'string' ? next : undefined
  if (!link) {
    const texts =
      token === undefined
        ? { title: 'Sign in by email', lead: 'We’ll email you a link that signs you in.', submit: 'Send the link' }
        : {
            title: 'This link no longer works',
            lead: 'It expired, was already used, or was replaced by a newer one. We can send you a new link to sign in.',
            submit: 'Send a new link',
          }
    return (
      <EmailLinkForm
        {...texts}
        action={sendSignInLinkAction}
        footer={
          <p>
            <AuthLink href="/sign-in" next={nextPath}>
              Sign in with your password
            </AuthLink>
          </p>
        }
        inboxUrl={env().MAIL_INBOX_URL}
        next={nextPath}
      />
    )
  }
  return (
    <AuthPanel lead={`You’re signing in as ${link.email}.`} title="Sign in">
      <ActionForm action={signInWithLinkAction} className="mt-8 space-y-5">
        <HiddenFields values={{ token: String(token) }} />
        <SubmitButton className={button({ className: 'w-full' })}>Sign in</SubmitButton>
      </ActionForm>
    </AuthPanel>
  )
}
