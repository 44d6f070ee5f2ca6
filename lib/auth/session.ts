import 'server-only'
import { cookies } from 'next/headers'
import { decode } from 'next-auth/jwt'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { sessionCookieName } from './session-cookie'

export type Session = { userId: string; epoch: number }

/**
 * Sessions this process has decoded, by token. Decoding derives a key and decrypts, which takes longer than the rest of
 * loading the viewer, and a token always decodes to the same session.
 */
const decoded = new Map<string, Session & { expiresAt: number }>()
const decodedMax = 5_000

/** The session in the request's cookie; null without a cookie, or if Auth.js did not issue it. */
export async function readSession(): Promise<Session | null> {
  // Read the cookie before the environment, which a build does not have. This tells Next not to prerender the page.
  const requestCookies = await cookies()
  const { APP_URL, AUTH_SECRET } = env()
  const name = sessionCookieName(APP_URL)
  const token = requestCookies.get(name)?.value
  return token ? decodeSession(token, AUTH_SECRET, name) : null
}

/**
 * Decodes an Auth.js token, once per token.
 *
 * @param salt the name of the token's cookie
 * @returns null if the token is malformed, expired, or from another secret
 */
export async function decodeSession(token: string, secret: string, salt: string): Promise<Session | null> {
  const known = decoded.get(token)
  if (known && known.expiresAt > Date.now()) return known
  decoded.delete(token)
  // Anyone can send a cookie that cannot be decoded, so this is not an error.
  const payload = await decode({ token, secret, salt }).catch((error: Error) => {
    log().info({ reason: error.message }, 'a request without a valid session')
    return null
  })
  if (!payload?.sub || !payload.exp) return null
  const session = { userId: payload.sub, epoch: Number(payload.epoch), expiresAt: payload.exp * 1000 }
  decoded.set(token, session)
  const [oldest] = decoded.keys()
  if (oldest && decoded.size > decodedMax) decoded.delete(oldest)
  return session
}
