import { isCronRequest, runDueJobs } from '@/lib/jobs'

/** Reads what changed at Stripe and sends mail, where no process stays alive to do it. Call it every minute. */
export async function GET(request: Request): Promise<Response> {
  const may = isCronRequest(request)
  if (may !== 'yes') return new Response(null, { status: may === 'off' ? 404 : 401 })
  await runDueJobs(new Date())
  return Response.json({ done: true }, { headers: { 'cache-control': 'no-store' } })
}

export const POST = GET
