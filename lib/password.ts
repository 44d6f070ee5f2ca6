import 'server-only'
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'
import { AppError } from '@/lib/errors'

// argon2id with the first set of parameters that OWASP's Password Storage Cheat Sheet recommends.
const options = { memoryCost: 19456, timeCost: 2, parallelism: 1 }

/**
 * Each run takes one core and 19 MB for about 50 ms. More at once would only delay all of them, and every page. Node runs them
 * on four threads. One thread stays free for DNS and files.
 */
const runsMax = Math.min(availableParallelism(), 3)
/** The queue's length. The last one waits about a second. When the queue is full, people are asked to try again. */
const waitingMax = 20 * runsMax
const retryAfterSeconds = 5

const slots = pLimit(runsMax)

/**
 * Hashes a password for storage (argon2id).
 *
 * @throws AppError `unavailable` if too many passwords are waiting to be hashed or checked
 */
export function hashPassword(password: string): Promise<string> {
  return inSlot(() => hash(password, options))
}

let decoy: Promise<string> | undefined

/**
 * Checks a password. For an unknown user it does the same work against a decoy hash, so that timing does not reveal
 * whether an account exists.
 *
 * @param stored the stored hash, or null for an unknown user
 * @throws AppError `unavailable` if too many passwords are waiting to be hashed or checked
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  return inSlot(async () => {
    decoy ??= hash('a password that nobody uses', options)
    const matches = await verify(stored ?? (await decoy), password)
    return stored !== null && matches
  })
}

async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (slots.pendingCount >= waitingMax) {
    throw new AppError('unavailable', 'Too many people are signing in right now. Try again in a few seconds.', {
      retryAfterSeconds,
    })
  }
  return slots(work)
}
