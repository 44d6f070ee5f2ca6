import { after } from 'next/server'
import { drainSoon, handleStripeWebhook, isDrainComing } from '@/lib/billing'

export async function POST(request: Request): Promise<Response> {
  const answer = await handleStripeWebhook(request)
  // A head start only: what this does not finish is marked in the database, and the background loop does it.
  if (answer.ok && !isDrainComing()) after(drainSoon)
  return answer
}
