import 'server-only'
import { redirect } from 'next/navigation'
import { CredentialsSignin } from 'next-auth'
import { cache } from 'react'
import { AppError } from '@/lib/errors'
import { refusalResponse } from '@/lib/rate-limit'
import { handlers, signIn, signOut } from './next-auth'
import { withRefusal } from './refusal'
import { readSession } from './session'
import { type Viewer, viewerOf } from './viewer'

export type { Viewer }

/** Auth.js's own endpoints, for `app/api/auth/[...nextauth]/route.ts`. They answer 429 and 503 to refused sign-ins. */
export const authHandlers: typeof handlers = {
  GET: handlers.GET,
  POST: async (request) => {
    const { result, refusal } = await withRefusal(() => handlers.POST(request))
    return refusal ? refusalResponse(refusal) : result
  },
}

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
 *   too many failures; `unavailable` if too many people are signing in
 */
export async function signInWithPassword(email: string, password: string): Promise<void> {
  const { result: isSignedIn, refusal } = await withRefusal(() => trySignIn(email, password))
  if (refusal) throw refusal
  if (!isSignedIn) throw new AppError('forbidden', 'Incorrect email or password.')
}

async function trySignIn(email: string, password: string): Promise<boolean> {
  try {
    await signIn('credentials', { email, password, redirect: false })
    return true
  } catch (error) {
    if (error instanceof CredentialsSignin) return false
    throw error
  }
}

/** Ends this browser's session. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false })
}
