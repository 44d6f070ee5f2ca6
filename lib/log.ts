import 'server-only'
import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/**
 * The application's log: one JSON line for each entry, on standard output. Anything that could be a credential is
 * dropped by name, and messages must not carry portal or Checkout URLs, which are bearer credentials.
 */
export function log(): pino.Logger {
  logger ??= pino({
    level: env().LOG_LEVEL,
    redact: {
      paths: ['password', 'url', 'secret', '*.password', '*.url', '*.secret', 'err.raw', 'err.headers'],
      remove: true,
    },
  })
  return logger
}
