import { createSession } from '@/lib/auth/sessions'
import { type Viewer, viewerOf } from '@/lib/auth/viewer'
import { db } from '@/lib/db'

/** Signs a user in and returns the session's token. */
export async function newSession(userId: string, now = new Date()): Promise<string> {
  const user = await db().user.findUniqueOrThrow({ where: { id: userId } })
  return createSession(user, { device: 'Chrome on macOS', address: '192.0.2.1' }, now)
}

/** The viewer that a user becomes by signing in, or null if they cannot sign in. */
export async function viewerFor(userId: string): Promise<Viewer | null> {
  return viewerOf(await newSession(userId), new Date())
}

/** Like `viewerFor`, but throws if the user cannot sign in. */
export async function requireViewerFor(userId: string): Promise<Viewer> {
  const viewer = await viewerFor(userId)
  if (!viewer) throw new Error(`The user ${userId} cannot sign in`)
  return viewer
}
