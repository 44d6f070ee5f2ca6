import 'server-only'
import { log } from '@/lib/log'

// Any request can cause these, for example with a forged cookie or an unknown Auth.js URL. Nothing is broken.
const harmless = new Set(['JWTSessionError', 'UnknownAction', 'MissingCSRF', 'InvalidCallbackUrl'])

/** Logs an Auth.js error, as an error only if something is broken. */
export function logAuthError(error: Error): void {
  // Use `type`, because a production build shortens class names.
  const { type = '' } = error as { type?: string }
  if (harmless.has(type)) log().info({ reason: type }, 'a request without a valid session')
  // A wrong password is not worth a log line.
  else if (type !== 'CredentialsSignin') log().error({ err: error }, 'auth error')
}
