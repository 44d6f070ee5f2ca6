import 'server-only'
import { redirect } from 'next/navigation'
import { CredentialsSignin } from 'next-auth'
import { cache } from 'react'
import { AppError } from '@/lib/errors'
import { handlers, signIn, signOut } from './next-auth'
import { readSession } from './session'
import { requireSignInAllowed } from './sign-in-limit'
import { type Viewer, viewerOf } from './viewer'

export type { Viewer }

/** Auth.js's own endpoints, for `app/api/auth/[...nextauth]/route.ts`. */
export const authHandlers = handlers

/** The signed-in viewer, or null. Looked up once per request with at most one SQL statement. */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  const session = await readSession()
  return session && viewerOf(session.userId, session.epoch)
})

/**
 * The signed-in viewer.
 *
 * @param next the path to return to after signing in
 * @throws Next's redirect to the sign-in page if no one is signed in
 */
export async function requireViewer(next?: string): Promise<Viewer> {
  const viewer = await getViewer()
  if (viewer) return viewer
  redirect(next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in')
}

/**
 * Signs in with email and password and sets the session cookie.
 *
 * @throws AppError `forbidden` for a wrong password or an unknown address, with the same message; `rate_limited` after
 *   ten failures in 15 minutes
 */
export async function signInWithPassword(email: string, password: string): Promise<void> {
  await requireSignInAllowed(email)
  try {
    await signIn('credentials', { email, password, redirect: false })
  } catch (error) {
    if (!(error instanceof CredentialsSignin)) throw error
    throw new AppError('forbidden', 'Incorrect email or password.')
  }
}

/** Ends this browser's session. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false })
}
