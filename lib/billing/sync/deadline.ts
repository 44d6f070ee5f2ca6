import 'server-only'

/**
 * Waits for work, but not longer than a while. The work itself goes on; it is only not waited for.
 *
 * @param ms how long, in milliseconds
 * @throws Error when it took longer; whatever the work throws
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  // Work that is not waited for any more must not end the process when it fails.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
