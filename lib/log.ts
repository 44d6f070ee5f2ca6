import 'server-only'
import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/**
 * The application's log: one JSON line per entry on standard output. Fields that may hold credentials are dropped by
 * name. Never log a portal or Checkout URL: it is a bearer credential.
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
