import 'server-only'
import { isIP } from 'node:net'
import ip from 'ipaddr.js'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { peerAddress } from './peer-address'

/**
 * The client's address, as far as it can be trusted. X-Forwarded-For and the connection form a list. The client is its
 * rightmost address that is not in TRUSTED_PROXIES. Entries to the left of it can be forged.
 *
 * @param headers the request's headers
 * @returns an IPv4 or IPv6 address, or null if it is unknown
 */
export function clientAddress(headers: Headers): string | null {
  const trusted = env().TRUSTED_PROXIES
  const peer = peerAddress(headers)
  const forwarded = headers.get('x-forwarded-for')
  if (trusted === 0) {
    if (peer && forwarded && forwarded !== peer) warnOfProxy(peer)
    return parse(peer)
  }
  // On a serverless platform, the nearest proxy is the platform itself, which is trusted if any proxy is.
  const hops = [...(forwarded?.split(',') ?? []), peer].reverse()
  const isTrusted = (hop: string | null, index: number) =>
    typeof trusted === 'number' ? index < trusted : hop === null || isListed(parse(hop), trusted)
  const client = hops.find((hop, index) => !isTrusted(hop, index))
  // If every hop is trusted, the request came from the last one.
  return parse(client === undefined ? (hops.at(-1) ?? null) : client)
}

/**
 * The network that limits count for an address. Anyone with an IPv6 address controls at least its /64 network, so limits
 * count the network.
 *
 * @param address a result of `clientAddress`
 * @returns null for addresses that many clients share. A private address may be a proxy that is missing from TRUSTED_PROXIES,
 *   and limiting it would lock everyone out.
 */
export function networkOf(address: string): string | null {
  const parsed = ip.process(address)
  if (sharedRanges.has(parsed.range())) return null
  return parsed.kind() === 'ipv4' ? parsed.toString() : `${ip.IPv6.networkAddressFromCIDR(`${parsed}/64`)}/64`
}

const sharedRanges = new Set<string>([
  'carrierGradeNat',
  'linkLocal',
  'loopback',
  'private',
  'uniqueLocal',
  'unspecified',
])

/** Some proxies add a port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function parse(hop: string | null): string | null {
  const text = hop?.trim() ?? ''
  const bare = /^\[(.+)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  // An IPv4 client on an IPv6 socket appears as `::ffff:192.0.2.1`. `process` converts it back.
  return isIP(bare) ? ip.process(bare).toString() : null
}

function isListed(address: string | null, trusted: string[]): boolean {
  if (!address) return false
  const parsed = ip.parse(address)
  return trusted.some((one) => {
    const range = one.includes('/') ? ip.parseCIDR(one) : ([ip.parse(one), one.includes(':') ? 128 : 32] as const)
    return range[0].kind() === parsed.kind() && parsed.match(range[0], range[1])
  })
}

let isWarned = false

function warnOfProxy(peer: string): void {
  if (isWarned) return
  isWarned = true
  log().warn(
    { peer },
    'a request had an X-Forwarded-For header, which was ignored. If the app is behind a proxy, set TRUSTED_PROXIES. Until then, per-address limits count the proxy',
  )
}
