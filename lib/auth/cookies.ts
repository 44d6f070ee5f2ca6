import 'server-only'

/** What a cookie of this folder is for. The last two are Auth.js's own. */
type CookiePurpose = 'session' | 'device' | 'callback-url' | 'csrf-token'

/**
 * The name and attributes of a cookie. They depend only on the app's public URL and never on a request, whose headers
 * anyone can write.
 *
 * Over https the name has the prefix `__Host-`: browsers then accept the cookie only from this host over https, so no
 * other subdomain can set it. On localhost the name contains the port, because cookies are shared between ports and two
 * projects would otherwise overwrite each other's sessions.
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
