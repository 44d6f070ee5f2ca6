import 'server-only'
import { getViewer } from '@/lib/auth'
import { finishPortalFlow } from '@/lib/billing'
import { env } from '@/lib/env'

/**
 * Creates the handler for a return route. It records the flow's outcome and redirects to the page that shows it.
 *
 * @param path the route's own path
 * @returns a GET handler; a signed-out visitor signs in first and then returns here
 */
export function portalReturn(path: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const { searchParams, search } = new URL(request.url)
    const viewer = await getViewer()
    if (!viewer) return seeOther(`/sign-in?next=${encodeURIComponent(path + search)}`)
    return seeOther(await finishPortalFlow(viewer, path, searchParams.get('flow'), new Date()))
  }
}

/** Redirects with 303 to a path in this app. Uses the app's public URL instead of the request's Host header. */
export function seeOther(path: string): Response {
  const headers = { location: new URL(path, env().APP_URL).href, 'cache-control': 'no-store' }
  return new Response(null, { status: 303, headers })
}
