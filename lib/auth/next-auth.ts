import 'server-only'
import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '@/lib/env'
import { authCookie } from './cookies'
import { logAuthError } from './log-auth-error'
import { sessionLifetimeMs } from './sessions'

// Auth.js seals a session's token in the cookie and removes the cookie. The session's row decides whether the session is still
// valid (see viewerOf). Auth.js's HTTP endpoints have no routes, because they would read bodies of any size and renew cookies.
const { signIn, signOut } = NextAuth(() => {
  const { APP_URL, AUTH_SECRET } = env()
  const cookie = (purpose: Parameters<typeof authCookie>[1]) => authCookie(APP_URL, purpose)
  return {
    secret: AUTH_SECRET,
    basePath: '/api/auth',
    trustHost: true,
    // The Credentials provider requires JWT sessions.
    session: { strategy: 'jwt', maxAge: sessionLifetimeMs / 1000 },
    useSecureCookies: cookie('session').options.secure,
    cookies: {
      sessionToken: cookie('session'),
      callbackUrl: cookie('callback-url'),
      csrfToken: cookie('csrf-token'),
    },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    logger: { error: logAuthError },
    providers: [
      Credentials({
        credentials: { session: {} },
        // An unknown token does no harm, because its cookie would belong to no session.
        authorize: ({ session }) => (typeof session === 'string' ? { id: session } : null),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { session: user.id } : token),
    },
  }
})

/** Sets the session cookie. */
export async function setSessionCookie(token: string): Promise<void> {
  // Auth.js would otherwise remember the page the user came from, which may have a secret in its address.
  await signIn('credentials', { session: token, redirect: false, redirectTo: '/' })
}

/** Removes the session cookie. */
export async function removeSessionCookie(): Promise<void> {
  await signOut({ redirect: false, redirectTo: '/' })
}
