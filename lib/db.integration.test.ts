import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeTimer } from '@/dev/testing/timers'

// Each test has a client of its own, for an address with something added to it.

const address = process.env.DATABASE_URL ?? ''

async function clientFor(more: string) {
  vi.resetModules()
  Object.assign(globalThis, { porticoDb: undefined })
  process.env.DATABASE_URL = `${address}${more}`
  return (await import('./db')).db()
}

let close = async () => {}

beforeEach(() => {
  close = async () => {}
})
afterEach(async () => {
  await close()
  process.env.DATABASE_URL = address
})

/** How many statements a connection keeps, one at a time so that it is always the same connection. */
async function keptAfterReading(client: Awaited<ReturnType<typeof clientFor>>): Promise<number> {
  close = () => client.$disconnect()
  for (let index = 0; index < 3; index++) await client.team.findFirst({ where: { name: 'nobody' } })
  const kept = await client.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_prepared_statements
    WHERE statement LIKE '%"Team"%' AND statement NOT LIKE '%pg_prepared_statements%'`
  return Number(kept[0]?.count)
}

describe('a connection', () => {
  it('keeps each statement once', async () => {
    expect(await keptAfterReading(await clientFor(''))).toBe(1)
  })

  it('keeps none where the address names a pooler, whose next connection would not know it', async () => {
    expect(await keptAfterReading(await clientFor('?pgbouncer=true'))).toBe(0)
  })

  it('that gives no answer is given up after half a minute, and the next statement gets another', async () => {
    const client = await clientFor('')
    close = () => client.$disconnect()
    expect(await client.team.count()).toBe(0)
    const timer = takeTimer(30_000)
    const stuck = expect(client.$executeRaw`SELECT pg_sleep(600)`).rejects.toThrow('timeout')
    await timer.isSet
    timer.fire()
    await stuck
    expect(await client.team.count()).toBe(0)
  })
})
