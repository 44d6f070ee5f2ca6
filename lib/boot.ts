import 'server-only'
import { checkBuiltOrigins, env } from './env'

/** Ends this process when its environment is incomplete or does not fit the build, and says what is missing or wrong. */
export function stopUnlessConfigured(): void {
  try {
    checkBuiltOrigins(env())
  } catch (error) {
    // Next would only log the error and stay up, answering every request with 500.
    console.error((error as Error).message)
    process.exit(1)
  }
}
