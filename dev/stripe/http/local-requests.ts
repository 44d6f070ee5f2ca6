import type { IncomingMessage, ServerResponse } from 'node:http'

// Every web page that the developer visits can reach this machine's ports. Browsers send headers that say where a request
// comes from. Programs such as the SDK do not.

/** This machine's hostnames. An attacker could point any other name to this machine (DNS rebinding). */
export const localHosts = ['localhost', '127.0.0.1', '[::1]']

/**
 * Why a request must be rejected, or null. Requests for other hosts are rejected, and so is anything that a browser sends for
 * a page on another site or port, except links.
 */
export function rejectionOf({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): string | null {
  const { host = '', origin } = headers
  const name = host.toLowerCase().replace(/:\d+$/, '')
  if (!localHosts.includes(name)) {
    return `Requests for the host "${host.slice(0, 100)}" are blocked, because this port is only for this machine. Use localhost, 127.0.0.1, or [::1] instead.`
  }
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (isLink && method === 'GET') return null
  const site = headers['sec-fetch-site']
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (!isForeign && (origin === undefined || origin === `http://${host.toLowerCase()}`)) return null
  return `A page on another site (${origin?.slice(0, 100) ?? site}) sent this request, so it was blocked. Open http://${host} yourself, or send the request from a program instead of a web page.`
}

/** Responds to a request that must be rejected, in its route's format. Returns true if it rejected the request. */
export function reject(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  const message = rejectionOf(incoming)
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
