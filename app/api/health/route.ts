import { getHealth } from '@/lib/health'

export const dynamic = 'force-dynamic'

/** For load balancers and monitors. Returns 200 if everything is healthy and 503 otherwise. */
export async function GET(): Promise<Response> {
  const health = await getHealth(new Date())
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
