import type { Metadata } from 'next'
import { EmailLinkForm } from '@/components/forms/email-link-form'
import { AuthLink } from '@/components/layout/auth-link'
import { env } from '@/lib/env'
import { forgotPasswordAction } from '../actions'

export const metadata: Metadata = { title: 'Forgot your password?' }

export default async function ForgotPasswordPage({ searchParams }: PageProps<'/forgot-password'>) {
  const { next } = await searchParams
  const nextPath = typeof next === 'string' ? next : undefined
  return (
    <EmailLinkForm
      action={forgotPasswordAction}
      footer={
        <p>
          <AuthLink href="/sign-in" next={nextPath}>
            Back to sign in
          </AuthLink>
        </p>
      }
      inboxUrl={env().MAIL_INBOX_URL}
      lead="We’ll email you a link to choose a new one."
      next={nextPath}
      submit="Send the link"
      title="Forgot your password?"
    />
  )
}
