import type { IncomingMessage, ServerResponse } from 'node:http'

// A port of this machine is open to every web page that the developer visits. Browsers say where a request comes from,
// programs such as the SDK say nothing.

/** The hostnames of this machine. Any other name could be one that an attacker points to it (DNS rebinding). */
export const localHosts = ['localhost', '127.0.0.1', '[::1]']

/**
 * Why a request must not be answered, or null. Requests for another host are refused, and all that a browser sends for a
 * page of another site or port. Such a page may only link here.
 */
export function refusalOf({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): string | null {
  const { host = '', origin } = headers
  const name = host.toLowerCase().replace(/:\d+$/, '')
  if (!localHosts.includes(name)) {
    return `Requests for the host "${host.slice(0, 100)}" are refused, because this port is only for this machine. Use localhost, 127.0.0.1 or [::1] instead.`
  }
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (isLink && method === 'GET') return null
  const site = headers['sec-fetch-site']
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (!isForeign && (origin === undefined || origin === `http://${host.toLowerCase()}`)) return null
  return `A page of another site (${origin?.slice(0, 100) ?? site}) sent this request, so it was refused. Open http://${host} yourself, or send the request from a program instead of a web page.`
}

/** Answers a request that must be refused, in the format of its route. Returns whether it did. */
export function refuse(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  const message = refusalOf(incoming)
  if (message === null) return false
  const path = incoming.url ?? '/'
  const [type, body] = /^\/v\d\//.test(path)
    ? ['application/json', JSON.stringify({ error: { type: 'invalid_request_error', message } })]
    : path.startsWith('/_control/')
      ? ['application/json', JSON.stringify({ error: message })]
      : ['text/plain; charset=utf-8', message]
  // The rest of the body is not read.
  outgoing.writeHead(403, { 'content-type': type, 'x-content-type-options': 'nosniff', connection: 'close' }).end(body)
  return true
}
