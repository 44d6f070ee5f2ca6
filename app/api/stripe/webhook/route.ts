import { after } from 'next/server'
import { drainSoon, handleStripeWebhook, isDrainComing } from '@/lib/billing'

export async function POST(request: Request): Promise<Response> {
  const response = await handleStripeWebhook(request)
  // An early start. If it does not finish, the background loop picks up the pending work from the database.
  if (response.ok && !isDrainComing()) after(drainSoon)
  return response
}
