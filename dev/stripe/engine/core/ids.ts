import { randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function newId(prefix: string): string {
  let id = `${prefix}_`
  for (const byte of randomBytes(24)) id += alphabet[byte % alphabet.length]
  return id
}
