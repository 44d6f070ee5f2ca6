import 'server-only'
import { getViewer } from '@/lib/auth'
import { finishPortalFlow } from '@/lib/billing'
import { env } from '@/lib/env'

/**
 * The handler of a return route: who came back, what came of it, and 303 to the page that shows it.
 *
 * @param path the route's own path
 * @returns a GET handler; signed out, it goes through the sign-in page and comes back here
 */
export function portalReturn(path: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const { searchParams, search } = new URL(request.url)
    const viewer = await getViewer()
    if (!viewer) return seeOther(`/sign-in?next=${encodeURIComponent(path + search)}`)
    return seeOther(await finishPortalFlow(viewer, path, searchParams.get('flow'), new Date()))
  }
}

/** 303 to a path of this application, by its public address and not by whatever the Host header said. */
export function seeOther(path: string): Response {
  const headers = { location: new URL(path, env().APP_URL).href, 'cache-control': 'no-store' }
  return new Response(null, { status: 303, headers })
}
