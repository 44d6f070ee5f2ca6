import 'server-only'
import { hash, verify } from '@node-rs/argon2'

// argon2id with the parameters that OWASP's password storage cheat sheet gives as its first choice.
const options = { memoryCost: 19456, timeCost: 2, parallelism: 1 }

/** Hashes a password for storage (argon2id). */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

let decoy: Promise<string> | undefined

/**
 * Checks a password. With no hash to compare to it does the same work against a decoy and answers false, so that the
 * time taken does not tell whether an account exists.
 *
 * @param stored the stored hash, or null when there is no such user
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has')
  const matches = await verify(stored ?? (await decoy), password)
  return stored !== null && matches
}
