import { getHealth } from '@/lib/health'

export const dynamic = 'force-dynamic'

/** For load balancers and monitors: 200 while all is well, 503 otherwise. */
export async function GET(): Promise<Response> {
  const health = await getHealth(new Date())
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
