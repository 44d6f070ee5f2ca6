import 'server-only'
import { cookies } from 'next/headers'
import { decode } from 'next-auth/jwt'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { sessionCookieName } from './session-cookie'

export type Session = { userId: string; epoch: number }

/**
 * Sessions that this process has decoded, by their token. Decoding derives a key and decrypts, which takes longer than
 * everything else it takes to know the viewer, and the same token always says the same.
 */
const decoded = new Map<string, Session & { expiresAt: number }>()
const decodedMax = 5_000

/** The session that the request's cookie stands for; null without one, or with one that Auth.js did not issue. */
export async function readSession(): Promise<Session | null> {
  const { APP_URL, AUTH_SECRET } = env()
  const name = sessionCookieName(APP_URL)
  const token = (await cookies()).get(name)?.value
  return token ? decodeSession(token, AUTH_SECRET, name) : null
}

/**
 * Decodes a token of Auth.js, once for each token.
 *
 * @param salt the name of the cookie that it came in
 * @returns null for a token that is malformed, expired, or from another secret
 */
export async function decodeSession(token: string, secret: string, salt: string): Promise<Session | null> {
  const known = decoded.get(token)
  if (known && known.expiresAt > Date.now()) return known
  decoded.delete(token)
  // Anybody can send a cookie that cannot be decoded, so that is no error.
  const payload = await decode({ token, secret, salt }).catch((error: Error) => {
    log().info({ reason: error.message }, 'a request without a session that counts')
    return null
  })
  if (!payload?.sub || !payload.exp) return null
  const session = { userId: payload.sub, epoch: Number(payload.epoch), expiresAt: payload.exp * 1000 }
  decoded.set(token, session)
  const [oldest] = decoded.keys()
  if (oldest && decoded.size > decodedMax) decoded.delete(oldest)
  return session
}
