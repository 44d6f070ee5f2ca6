import 'server-only'
import { headers } from 'next/headers'
import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '@/lib/env'
import { clientAddress } from '@/lib/rate-limit'
import { signInAttempt } from './credentials'
import { logAuthError } from './log-auth-error'
import { orRefusal } from './refusal'
import { credentialsSchema } from './schema'
import { sessionCookieName } from './session-cookie'

declare module 'next-auth' {
  interface User {
    epoch?: number
  }
}

// Only this folder uses Auth.js, whose v5 line is in maintenance. It issues and ends sessions; session.ts reads them.
export const { handlers, signIn, signOut } = NextAuth(() => ({
  secret: env().AUTH_SECRET,
  trustHost: true,
  // The Credentials provider requires JWT sessions. With `epoch`, the database can end them (see viewerOf).
  session: { strategy: 'jwt' },
  useSecureCookies: env().APP_URL.startsWith('https:'),
  cookies: { sessionToken: { name: sessionCookieName(env().APP_URL) } },
  pages: { signIn: '/sign-in', error: '/sign-in' },
  logger: { error: logAuthError },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(input) {
        const parsed = credentialsSchema.safeParse(input)
        if (!parsed.success) return null
        const { email, password } = parsed.data
        const address = clientAddress(await headers())
        return orRefusal(signInAttempt(email, password, address))
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      return user ? { ...token, epoch: user.epoch } : token
    },
  },
}))
