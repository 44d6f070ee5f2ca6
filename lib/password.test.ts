import { availableParallelism } from 'node:os'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const waiting: ((result: string) => void)[] = []
let atOnce = 0
let atOnceMax = 0
const run = async () => {
  atOnceMax = Math.max(atOnceMax, ++atOnce)
  const result = await new Promise<string>((resolve) => waiting.push(resolve))
  atOnce--
  return result
}
vi.mock('@node-rs/argon2', () => ({ hash: run, verify: run }))

const cores = Math.min(availableParallelism(), 3)
const queue = 20 * cores

/** Finishes the runs in progress, and the ones that start after them. */
async function finishAll(): Promise<void> {
  for (let round = 0; round <= 2 * queue; round++) {
    for (const finish of waiting.splice(0)) finish('hashed')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

beforeEach(() => {
  vi.resetModules()
  atOnce = 0
  atOnceMax = 0
})

describe('passwords hashed at the same time', () => {
  it('use at most one core each, wait in a short queue, and are rejected when it is full', async () => {
    const { hashPassword } = await import('./password')
    const results = Promise.allSettled(Array.from({ length: cores + queue + 3 }, () => hashPassword('secret')))
    await finishAll()
    const settled = await results
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(cores + queue)
    const refused = settled.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
    expect(atOnceMax).toBe(cores)
  })

  it('make room once they are done', async () => {
    const { hashPassword } = await import('./password')
    const flood = Promise.allSettled(Array.from({ length: 2 * (cores + queue) }, () => hashPassword('secret')))
    await finishAll()
    await flood
    const after = hashPassword('secret')
    await finishAll()
    expect(await after).toBe('hashed')
  })

  it('include passwords being checked', async () => {
    const { hashPassword, verifyPassword } = await import('./password')
    const flood = Promise.allSettled(Array.from({ length: cores + queue }, () => hashPassword('secret')))
    await expect(verifyPassword('stored', 'secret')).rejects.toMatchObject({ code: 'unavailable' })
    await finishAll()
    await flood
  })
})
