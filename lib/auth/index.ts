import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { cache } from 'react'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { clientAddress, forgetAccount } from '@/lib/rate-limit'
import { logSecurityEvent } from '@/lib/security-log'
import { authCookie } from './cookies'
import { checkCredentials, requirePassword, requireSignInUser, type SignInUser, wrongPassword } from './credentials'
import { deviceOf, issueDeviceCookie, knownDeviceId, knownDeviceSeconds } from './device'
import { removeSessionCookie, setSessionCookie } from './next-auth'
import { readSessionToken } from './session-token'
import { createSession, deleteSession, freshSignInMs, isLastSeenDue, recordLastSeen } from './sessions'
import { openTeam, type Viewer, viewerOf } from './viewer'

export {
  createEmailToken,
  type EmailToken,
  type EmailTokenPurpose,
  emailTokenMs,
  findEmailToken,
  pruneEmailTokens,
  redeemEmailToken,
  revokeEmailTokens,
} from './email-token'
export { listSessions, revokeOtherSessions, revokeSession } from './own-sessions'
export { endSessions, pruneSessions } from './sessions'
export type { Viewer }
export { openTeam, requirePassword, wrongPassword }

/** The signed-in viewer, or null. Looked up once per request with at most one SQL statement. */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  const token = await readSessionToken()
  if (!token) return null
  const now = new Date()
  const viewer = await viewerOf(token, now)
  if (viewer && isLastSeenDue(viewer.session, now)) {
    const address = clientAddress(await headers())
    // Every few minutes, after the response, so that nobody waits for it.
    after(() =>
      recordLastSeen(viewer.session.id, address, now).catch((error) =>
        log().error({ err: error }, 'the last use of a session was not recorded'),
      ),
    )
  }
  return viewer
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
 * Asks the viewer to sign in again before a sensitive change, unless they signed in during the last ten minutes. Call it on
 * the page with the form too, because a redirect from an action discards what the user typed.
 *
 * @param next the path to return to afterward
 * @throws Next's redirect to the sign-in page
 */
export function requireFreshSignIn(viewer: Viewer, next: string): void {
  if (Date.now() - viewer.session.signedInAt.getTime() < freshSignInMs) return
  redirect(`/sign-in/confirm?next=${encodeURIComponent(next)}`)
}

/**
 * Signs in with email and password and sets the session cookie.
 *
 * @throws AppError `forbidden` for a wrong password or an unknown address, with the same message; `rate_limited` after
 *   too many failures; `unavailable` if too many people are signing in
 */
export async function signInWithPassword(email: string, password: string): Promise<void> {
  const { APP_URL, AUTH_SECRET } = env()
  const value = (await cookies()).get(authCookie(APP_URL, 'device').name)?.value
  const deviceId = knownDeviceId(value, email, AUTH_SECRET)
  const user = await checkCredentials(email, password, { deviceId, address: clientAddress(await headers()) })
  await startSession(user)
}

/**
 * Signs in a user who has just verified their identity without a password, and sets the session cookie.
 *
 * @throws AppError `forbidden` if the user is disabled, or if their only team is being closed
 */
export async function signInUser(userId: string): Promise<void> {
  await startSession(await requireSignInUser(userId))
}

/**
 * Signs the viewer in again with their password, so that the sign-in is fresh.
 *
 * @throws AppError `forbidden` for a wrong password; `rate_limited` after too many failures
 */
export async function confirmPassword(viewer: Viewer, password: string): Promise<void> {
  await startSession(await requirePassword(viewer, password))
}

/** Replaces the browser's session with a new one, and marks the browser as known to the account. */
async function startSession(user: SignInUser): Promise<void> {
  const { APP_URL, AUTH_SECRET } = env()
  const sent = await headers()
  const device = deviceOf(sent, clientAddress(sent))
  const token = await createSession(user, device, new Date(), await readSessionToken())
  await setSessionCookie(token)
  const { name, options } = authCookie(APP_URL, 'device')
  const cookie = issueDeviceCookie(user.email, AUTH_SECRET)
  ;(await cookies()).set(name, cookie, { ...options, maxAge: knownDeviceSeconds })
  logSecurityEvent('signed_in', { userId: user.id, address: device.address })
}

/** Lets a locked-out user sign in again, once they have verified that they own the address. */
export async function endLockout(email: string): Promise<void> {
  await forgetAccount('signIn', email)
}

/** Ends this browser's session. A copy of its cookie then no longer works. */
export async function endSession(): Promise<void> {
  const [token, viewer] = [await readSessionToken(), await getViewer()]
  if (token) await deleteSession(token)
  await removeSessionCookie()
  if (viewer) logSecurityEvent('signed_out', { userId: viewer.userId })
}
