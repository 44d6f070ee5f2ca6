import 'server-only'
import { cookies } from 'next/headers'
import { decode } from 'next-auth/jwt'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { authCookie } from './cookies'

/**
 * Cookies this process has opened. Opening one derives a key and decrypts, which takes longer than the rest of loading the
 * viewer, and a cookie always has the same token.
 */
const opened = new Map<string, { token: string; expiresAt: number }>()
const openedMax = 5_000

/** The session token in the request's cookie; null without a cookie, or if Auth.js did not issue it. */
export async function readSessionToken(): Promise<string | null> {
  // Read the cookie before the environment, which a build does not have. This tells Next not to prerender the page.
  const requestCookies = await cookies()
  const { APP_URL, AUTH_SECRET } = env()
  const { name } = authCookie(APP_URL, 'session')
  const sealed = requestCookies.get(name)?.value
  return sealed ? openSessionToken(sealed, AUTH_SECRET, name) : null
}

/**
 * Opens an Auth.js cookie, once per cookie.
 *
 * @param sealed the value of the cookie
 * @param salt the name of the cookie
 * @returns the session token that Auth.js sealed into it; null if the cookie is malformed, expired or from another secret
 */
export async function openSessionToken(sealed: string, secret: string, salt: string): Promise<string | null> {
  const known = opened.get(sealed)
  if (known && known.expiresAt > Date.now()) return known.token
  opened.delete(sealed)
  // Anyone can send a cookie that cannot be opened, so this is not an error.
  const payload = await decode({ token: sealed, secret, salt }).catch((error: Error) => {
    log().info({ reason: error.message }, 'a request without a valid session')
    return null
  })
  if (typeof payload?.session !== 'string' || !payload.exp) return null
  opened.set(sealed, { token: payload.session, expiresAt: payload.exp * 1000 })
  const [oldest] = opened.keys()
  if (oldest && opened.size > openedMax) opened.delete(oldest)
  return payload.session
}
