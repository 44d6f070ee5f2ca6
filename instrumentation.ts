/** Next calls this once when a server process starts, before the first request. It checks the environment. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { stopUnlessConfigured } = await import('@/lib/check-environment')
  stopUnlessConfigured()
  const { notePeerAddresses } = await import('@/lib/rate-limit')
  notePeerAddresses()
  const { startWorker } = await import('@/lib/jobs')
  startWorker()
}
