import { createSession } from '@/lib/auth/sessions'
import { type Viewer, viewerOf } from '@/lib/auth/viewer'

/** Signs a user in and returns the token of the session. */
export function newSession(userId: string, now = new Date()): Promise<string> {
  return createSession(userId, { device: 'Chrome on macOS', address: '192.0.2.1' }, now)
}

/** The viewer that a user becomes by signing in; null if they cannot. */
export async function viewerFor(userId: string): Promise<Viewer | null> {
  return viewerOf(await newSession(userId), new Date())
}

/** Like `viewerFor`, for a user who can sign in. */
export async function requireViewerFor(userId: string): Promise<Viewer> {
  const viewer = await viewerFor(userId)
  if (!viewer) throw new Error(`The user ${userId} cannot sign in`)
  return viewer
}
