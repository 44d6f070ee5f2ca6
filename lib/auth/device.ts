import 'server-only'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { userAgentFromString } from 'next/server'
import type { Device } from './sessions'

/** How long an account remembers a browser, in seconds. */
export const knownDeviceSeconds = 365 * 24 * 60 * 60

/**
 * Describes a request's browser for the list of sessions.
 *
 * @param address the client's address, or null if it is unknown
 */
export function deviceOf(headers: Headers, address: string | null): Device {
  const { browser, os } = userAgentFromString(headers.get('user-agent') ?? undefined)
  const device = [browser.name, os.name && `on ${os.name.replace('Mac OS', 'macOS')}`].filter(Boolean).join(' ')
  return { device: device ? capitalized(device) : 'Unknown device', address }
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * Creates the value of the cookie that, after a successful sign-in, marks a browser as known to an account. See "device
 * cookies" in OWASP's article on slowing down online guessing attacks.
 *
 * @returns a random device ID, and a signature for it and the account. It contains no personal data and grants nothing but a
 *   separate counter for failed sign-ins.
 */
export function issueDeviceCookie(email: string, secret: string): string {
  const id = randomBytes(16).toString('base64url')
  return `${id}.${signatureOf(id, email, secret).toString('base64url')}`
}

/** The device ID in a cookie, or null if the cookie was not issued for this account. */
export function knownDeviceId(value: string | undefined, email: string, secret: string): string | null {
  const [id = '', signature = ''] = value?.split('.') ?? []
  const [given, wanted] = [Buffer.from(signature, 'base64url'), signatureOf(id, email, secret)]
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null
}

function signatureOf(id: string, email: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`device\n${id}\n${email}`).digest()
}
