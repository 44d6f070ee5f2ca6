import { randomBytes } from 'node:crypto'

/** An id as Stripe makes them: a prefix and 24 letters and digits. */
export function newId(prefix: string): string {
  if (drawn + idLength > pool.length) {
    pool = randomBytes(idLength * 500)
    drawn = 0
  }
  let id = `${prefix}_`
  for (const end = drawn + idLength; drawn < end; drawn++) id += alphabet[(pool[drawn] as number) % alphabet.length]
  return id
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 24
let pool: Buffer = Buffer.alloc(0)
let drawn = 0
