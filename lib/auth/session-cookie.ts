import 'server-only'

/**
 * The name of the session cookie. On localhost it contains the port: cookies are shared between ports, so two projects
 * would otherwise overwrite each other's sessions.
 *
 * @param appUrl the app's public URL
 */
export function sessionCookieName(appUrl: string): string {
  const { protocol, port } = new URL(appUrl)
  // Auth.js's own names. Browsers accept the prefix only for `Secure` cookies set over HTTPS.
  if (protocol === 'https:') return '__Secure-authjs.session-token'
  return port ? `authjs.${port}.session-token` : 'authjs.session-token'
}
