import { isCronRequest, runTimedJobs } from '@/lib/jobs'

/** Serverless platforms stop a function after about a minute. The next call continues the work. */
const budgetMs = 40_000

/** Runs scheduled jobs on platforms without a long-running process. Call it every ten minutes. */
export async function GET(request: Request): Promise<Response> {
  const access = isCronRequest(request)
  if (access !== 'yes') return new Response(null, { status: access === 'off' ? 404 : 401 })
  await runTimedJobs(new Date(), budgetMs)
  return Response.json({ done: true }, { headers: { 'cache-control': 'no-store' } })
}

export const POST = GET
