import { getViewer } from '@/lib/auth'
import { finishCheckout } from '@/lib/billing'
import { seeOther } from '@/lib/portal-return'

export async function GET(request: Request): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url)
  const viewer = await getViewer()
  if (!viewer) return seeOther(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
  return seeOther(await finishCheckout(viewer, searchParams.get('session_id'), new Date()))
}
