import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthLink } from '@/components/layout/auth-link'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { Message } from '@/components/ui/message'
import { getViewer } from '@/lib/auth'
import { signInAction } from '../actions'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const [{ next, notice }, viewer] = await Promise.all([searchParams, getViewer()])
  if (viewer) redirect('/dashboard')
  const nextPath = typeof next === 'string' ? next : undefined
  return (
    <AuthPanel footer={<OtherWays next={nextPath} />} lead="Welcome back." title="Sign in">
      <div className="mt-8 space-y-5">
        {notice === 'password-changed' && (
          <Message role="status" tone="success">
            Your password has been changed. Sign in with the new one.
          </Message>
        )}
        <ActionForm action={signInAction} className="space-y-5">
          <HiddenFields values={{ next: nextPath }} />
          <Field autoComplete="username" label="Email" maxLength={254} name="email" required type="email" />
          <Field
            autoComplete="current-password"
            label="Password"
            maxLength={200}
            name="password"
            required
            type="password"
          />
          <SubmitButton className={button({ className: 'w-full' })}>Sign in</SubmitButton>
        </ActionForm>
      </div>
    </AuthPanel>
  )
}

function OtherWays({ next }: { next?: string }) {
  return (
    <>
      <p>
        <AuthLink href="/forgot-password" next={next}>
          Forgot your password?
        </AuthLink>
      </p>
      <p>
        <AuthLink href="/sign-in/link" next={next}>
          Email me a sign-in link
        </AuthLink>
      </p>
      <p>
        New here?{' '}
        <AuthLink href="/sign-up" next={next}>
          Create an account
        </AuthLink>
      </p>
    </>
  )
}
