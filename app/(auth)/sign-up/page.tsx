import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EmailLinkForm } from '@/components/forms/email-link-form'
import { AuthLink } from '@/components/layout/auth-link'
import { getViewer } from '@/lib/auth'
import { plans } from '@/lib/billing/plans'
import { env } from '@/lib/env'
import { signUpAction } from '../actions'

export const metadata: Metadata = { title: 'Sign up' }

export default async function SignUpPage({ searchParams }: PageProps<'/sign-up'>) {
  const [{ next }, viewer] = await Promise.all([searchParams, getViewer()])
  if (viewer) redirect('/dashboard')
  const nextPath = typeof next === 'string' ? next : undefined
  return (
    <EmailLinkForm
      action={signUpAction}
      footer={
        <p>
          Already have an account?{' '}
          <AuthLink href="/sign-in" next={nextPath}>
            Sign in
          </AuthLink>
        </p>
      }
      inboxUrl={env().MAIL_INBOX_URL}
      lead={`The ${plans.free.name} plan doesn’t require a card.`}
      next={nextPath}
      submit="Sign up"
      title="Create your account"
    />
  )
}
