import { getHealth } from '@/lib/health'
import { isCronRequest } from '@/lib/jobs'

export const dynamic = 'force-dynamic'

/**
 * For load balancers and monitors. Returns 200 if everything is healthy and 503 otherwise. Only a response to a
 * request with CRON_SECRET says why, and which version is running.
 */
export async function GET(request: Request): Promise<Response> {
  const health = await getHealth(new Date())
  const shown = isCronRequest(request) === 'yes' ? health : { ok: health.ok }
  return Response.json(shown, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
