import 'server-only'

/**
 * Waits for a promise, up to a limit. After a timeout, the work itself continues in the background.
 *
 * @param ms the limit in milliseconds
 * @throws Error on a timeout, or the work's own error
 */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${ms} ms`)), ms)
  })
  // After a timeout, an unhandled rejection must not end the process.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
