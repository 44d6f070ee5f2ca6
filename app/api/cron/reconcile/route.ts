import { isCronRequest, runTimedJobs } from '@/lib/jobs'

/** Platforms end a function after a minute or so; what is left is done by the next call. */
const budgetMs = 40_000

/** What has its own times, where no process stays alive to keep them. Call it every ten minutes. */
export async function GET(request: Request): Promise<Response> {
  const may = isCronRequest(request)
  if (may !== 'yes') return new Response(null, { status: may === 'off' ? 404 : 401 })
  await runTimedJobs(new Date(), budgetMs)
  return Response.json({ done: true }, { headers: { 'cache-control': 'no-store' } })
}

export const POST = GET
