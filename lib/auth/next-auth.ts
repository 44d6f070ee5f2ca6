import 'server-only'
import NextAuth, { type DefaultSession } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { signInAttempt } from './credentials'
import { credentialsSchema } from './schema'

declare module 'next-auth' {
  interface Session {
    user: DefaultSession['user'] & { id: string; epoch: number }
  }
  interface User {
    epoch?: number
  }
}

// What any request can bring about: a cookie of another secret (also that of another clone on localhost), or a made-up
// address or form of Auth.js's own routes. They are answered, and nothing is broken.
const answers = new Set(['JWTSessionError', 'UnknownAction', 'MissingCSRF', 'InvalidCallbackUrl'])

// Auth.js stays inside this folder: the v5 line is in maintenance, and the rest of the product knows only `Viewer`.
export const { handlers, auth, signIn, signOut } = NextAuth(() => ({
  secret: env().AUTH_SECRET,
  trustHost: true,
  // The Credentials provider requires JWT sessions. `epoch` lets the database end them (see viewerOf).
  session: { strategy: 'jwt' },
  pages: { signIn: '/sign-in', error: '/sign-in' },
  logger: {
    error(error) {
      if (answers.has(error.name)) log().info({ reason: error.name }, 'a request without a session that counts')
      // A wrong password is no news at all.
      else if (error.name !== 'CredentialsSignin') log().error({ err: error }, 'auth error')
    },
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(input) {
        const parsed = credentialsSchema.safeParse(input)
        if (!parsed.success) return null
        return signInAttempt(parsed.data.email, parsed.data.password)
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      return user ? { ...token, epoch: user.epoch } : token
    },
    session({ session, token }) {
      return { ...session, user: { ...session.user, id: token.sub ?? '', epoch: Number(token.epoch) } }
    },
  },
}))
