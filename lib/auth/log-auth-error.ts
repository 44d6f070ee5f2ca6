import 'server-only'
import { log } from '@/lib/log'

// What any request can bring about: a cookie of another secret, or a made-up
// address or form of Auth.js's own routes. They are answered, and nothing is broken.
const answers = new Set(['JWTSessionError', 'UnknownAction', 'MissingCSRF', 'InvalidCallbackUrl'])

/** Logs what Auth.js calls an error: as one only when something is broken. */
export function logAuthError(error: Error): void {
  // By its type: the name is that of the class, which a production build makes a letter of.
  const { type = '' } = error as { type?: string }
  if (answers.has(type)) log().info({ reason: type }, 'a request without a session that counts')
  // A wrong password is no news at all.
  else if (type !== 'CredentialsSignin') log().error({ err: error }, 'auth error')
}
