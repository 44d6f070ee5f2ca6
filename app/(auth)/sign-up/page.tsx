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
  const wanted = typeof next === 'string' ? next : undefined
  return (
    <AuthForm
      action={signUpAction}
      kind="sign-up"
      lead={`The ${plans.free.name} plan needs no card.`}
      next={wanted}
      title="Create your account"
    >
      Have an account already?{' '}
      <Link
        className="font-medium text-accent underline underline-offset-4"
        href={{ pathname: '/sign-in', query: wanted ? { next: wanted } : {} }}
      >
        Sign in
      </Link>
    </AuthForm>
  )
}
