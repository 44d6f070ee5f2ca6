import { randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A prefix and 24 letters and digits, like Stripe's ids. */
export function newId(prefix: string): string {
  let id = `${prefix}_`
  for (const byte of randomBytes(24)) id += alphabet[byte % alphabet.length]
  return id
}
