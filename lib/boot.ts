import 'server-only'
import { env } from './env'

/** Ends this process when its environment is not complete, and says what is missing or wrong. */
export function stopUnlessConfigured(): void {
  try {
    env()
  } catch (error) {
    // Thrown on it would only be logged, and Next would stay up to answer every request with 500.
    console.error((error as Error).message)
    process.exit(1)
  }
}
