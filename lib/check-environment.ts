import 'server-only'
import { checkBuiltOrigins, env } from './env'

/** Exits with a list of problems if the environment is incomplete or does not match the build. */
export function stopUnlessConfigured(): void {
  try {
    checkBuiltOrigins(env())
  } catch (error) {
    // Next would only log the error, keep running, and return 500 for every request.
    console.error((error as Error).message)
    process.exit(1)
  }
}
