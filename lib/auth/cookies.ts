import 'server-only'

/** What a sign-in cookie is for. Auth.js itself uses the last two. */
type CookiePurpose = 'session' | 'device' | 'callback-url' | 'csrf-token'

/**
 * The name and attributes of a cookie. They depend only on the app's public URL and never on a request's headers, which
 * anyone can forge.
 *
 * Over https, the name has the prefix `__Host-`. Browsers then accept the cookie only from this host over https, so no other
 * subdomain can set it. On localhost, the name contains the port. Ports share cookies, so two projects would otherwise
 * overwrite each other's sessions.
 *
 * @param appUrl the app's public URL
 */
export function authCookie(appUrl: string, purpose: CookiePurpose) {
  const { protocol, port } = new URL(appUrl)
  const secure = protocol === 'https:'
  const local = port ? `${purpose}.${port}` : purpose
  return {
    name: secure ? `__Host-${purpose}` : local,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure } as const,
  }
}
