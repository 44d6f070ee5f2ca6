import 'server-only'
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const header = 'x-peer-address'

// On `globalThis`, because Next bundles instrumentation.ts and the routes separately.
const kept = globalThis as { peerAddressToken?: string }

/**
 * Records, in a header, the address that each request to this process came from. Next sets X-Forwarded-For to that address, but
 * only if the client did not send the header, so a route cannot tell which one wrote it. Call this once, before the server
 * accepts requests.
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
 * @returns null if it is unknown, as on serverless platforms
 */
export function peerAddress(headers: Headers): string | null {
  const [token, address] = headers.get(header)?.split(' ') ?? []
  // A client could send this header too, but would not know the token.
  return address && kept.peerAddressToken && token === kept.peerAddressToken ? address : null
}
