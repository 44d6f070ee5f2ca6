import 'server-only'
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const header = 'x-peer-address'

// On `globalThis`, because Next bundles instrumentation.ts and the routes separately.
const kept = globalThis as { peerAddressToken?: string }

/**
 * Notes on every request of this process which address it came from. Next sets X-Forwarded-For to it, but only if the
 * client sent none, so a route could not tell the two apart. Call it once, before the server takes requests.
 */
export function notePeerAddresses(): void {
  if (kept.peerAddressToken) return
  const token = randomUUID()
  kept.peerAddressToken = token
  // Node publishes this before Next sees the request.
  subscribe('http.server.request.start', (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request
    headers[header] = `${token} ${socket.remoteAddress ?? ''}`
  })
}

/**
 * The address at the other end of the connection: the client, or the proxy next to this process.
 *
 * @returns null if it is not known, as on platforms that call functions without a server
 */
export function peerAddress(headers: Headers): string | null {
  const [token, address] = headers.get(header)?.split(' ') ?? []
  // A client could send the header too, but does not know the token.
  return address && kept.peerAddressToken && token === kept.peerAddressToken ? address : null
}
