import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AuthForm } from '@/components/forms/auth-form'
import { getViewer } from '@/lib/auth'
import { plans } from '@/lib/billing/plans'
import { signUpAction } from '../actions'

export const metadata: Metadata = { title: 'Sign up' }

export default async function SignUpPage({ searchParams }: PageProps<'/sign-up'>) {
  const [{ next }, viewer] = await Promise.all([searchParams, getViewer()])
  if (viewer) redirect('/dashboard')
  const nextPath = typeof next === 'string' ? next : undefined
  return (
    <AuthForm
      action={signUpAction}
      kind="sign-up"
      lead={`The ${plans.free.name} plan doesn’t require a card.`}
      next={nextPath}
      title="Create your account"
    >
      Already have an account?{' '}
      <Link
        className="font-medium text-accent underline underline-offset-4"
        href={{ pathname: '/sign-in', query: nextPath ? { next: nextPath } : {} }}
      >
        Sign in
      </Link>
    </AuthForm>
  )
}
