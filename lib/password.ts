import 'server-only'
import { hash, verify } from '@node-rs/argon2'

// argon2id with the first set of parameters that OWASP's Password Storage Cheat Sheet recommends.
const options = { memoryCost: 19456, timeCost: 2, parallelism: 1 }

/** Hashes a password for storage (argon2id). */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

let decoy: Promise<string> | undefined

/**
 * Checks a password. For an unknown user it does the same work against a decoy hash, so that timing does not reveal
 * whether an account exists.
 *
 * @param stored the stored hash, or null for an unknown user
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has')
  const matches = await verify(stored ?? (await decoy), password)
  return stored !== null && matches
}
