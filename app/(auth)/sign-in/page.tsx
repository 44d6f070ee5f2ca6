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
  const wanted = typeof next === 'string' ? next : undefined
  return (
    <AuthForm action={signInAction} kind="sign-in" lead="Good to see you again." next={wanted} title="Sign in">
      New here?{' '}
      <Link
        className="font-medium text-accent underline underline-offset-4"
        href={{ pathname: '/sign-up', query: wanted ? { next: wanted } : {} }}
      >
        Create an account
      </Link>
    </AuthForm>
  )
}
