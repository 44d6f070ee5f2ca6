import 'server-only'

/**
 * The name of the session's cookie. Locally it contains the port: cookies are shared between ports, so two projects on
 * localhost would otherwise end each other's sessions.
 *
 * @param appUrl the address of the product
 */
export function sessionCookieName(appUrl: string): string {
  const { protocol, port } = new URL(appUrl)
  // Auth.js's own names. Browsers accept the prefix only from https, and only for a cookie that stays there.
  if (protocol === 'https:') return '__Secure-authjs.session-token'
  return port ? `authjs.${port}.session-token` : 'authjs.session-token'
}
