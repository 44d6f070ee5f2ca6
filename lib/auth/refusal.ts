import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from '@/lib/errors'

// Auth.js turns every error of `authorize` into the same redirect, so the reason takes this way around it.

const attempts = new AsyncLocalStorage<{ refusal?: AppError }>()

/**
 * Runs something of Auth.js that may call `authorize`.
 *
 * @returns its result, and why `authorize` refused
 */
export function withRefusal<T>(run: () => Promise<T>): Promise<{ result: T; refusal: AppError | undefined }> {
  const attempt: { refusal?: AppError } = {}
  return attempts.run(attempt, async () => {
    const result = await run()
    return { result, refusal: attempt.refusal }
  })
}

/** For `authorize`: turns an AppError into null, which Auth.js treats like a wrong password, and keeps it. */
export async function orRefusal<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    const attempt = attempts.getStore()
    if (!(error instanceof AppError) || !attempt) throw error
    attempt.refusal = error
    return null
  }
}
