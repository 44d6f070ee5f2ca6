import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AuthForm } from '@/components/forms/auth-form'
import { getViewer } from '@/lib/auth'
import { signInAction } from '../actions'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const [{ next }, viewer] = await Promise.all([searchParams, getViewer()])
  if (viewer) redirect('/dashboard')
  const nextPath = typeof next === 'string' ? next : undefined
  return (
    <AuthForm action={signInAction} kind="sign-in" lead="Welcome back." next={nextPath} title="Sign in">
      New here?{' '}
      <Link
        className="font-medium text-accent underline underline-offset-4"
        href={{ pathname: '/sign-up', query: nextPath ? { next: nextPath } : {} }}
      >
        Create an account
      </Link>
    </AuthForm>
  )
}
