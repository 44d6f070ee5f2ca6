import 'server-only'
import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/**
 * The application's log, with one JSON line per entry on standard output. Fields whose names suggest credentials are
 * removed. Never log a portal or Checkout URL, because anyone who has it can use it.
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
