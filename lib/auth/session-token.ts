import 'server-only'
import { cookies } from 'next/headers'
import { decode } from 'next-auth/jwt'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { authCookie } from './cookies'

/**
 * Cookies that this process has opened, with their tokens. Opening a cookie derives a key and decrypts it, which takes longer
 * than everything else it takes to load the viewer.
 */
const opened = new Map<string, { token: string; expiresAt: number }>()
const openedMax = 5_000

/** The session token in the request's cookie, or null if there is no cookie or Auth.js did not issue it. */
export async function readSessionToken(): Promise<string | null> {
  // Read the cookie before the environment, which a build does not have. Reading it tells Next not to prerender the page.
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
 * @returns the session token that Auth.js sealed in it; null if the cookie is malformed, expired, or sealed with another secret
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
