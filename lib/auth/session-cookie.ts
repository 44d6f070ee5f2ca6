import 'server-only'

/**
 * The name of the session's cookie, where Auth.js's own will not do. Cookies know no ports: under one name, two projects
 * on localhost would end each other's sessions.
 *
 * @param appUrl the address of the product
 * @returns undefined for Auth.js's own name, which it also secures by a prefix on https
 */
export function sessionCookieName(appUrl: string): string | undefined {
  const { protocol, port } = new URL(appUrl)
  return protocol === 'http:' && port ? `authjs.${port}.session-token` : undefined
}
