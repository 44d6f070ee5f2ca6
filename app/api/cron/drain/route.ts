import { isCronRequest, runDueJobs } from '@/lib/jobs'

/** Syncs changes from Stripe and sends emails on platforms without a long-running process. Call it every minute. */
export async function GET(request: Request): Promise<Response> {
  const access = isCronRequest(request)
  if (access !== 'yes') return new Response(null, { status: access === 'off' ? 404 : 401 })
  await runDueJobs(new Date())
  return Response.json({ done: true }, { headers: { 'cache-control': 'no-store' } })
}

export const POST = GET
