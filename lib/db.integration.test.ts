import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeTimer } from '@/dev/testing/timers'

// Each test has its own client, for the database URL with optional parameters.

type Client = Awaited<ReturnType<typeof clientFor>>

const address = process.env.DATABASE_URL ?? ''

async function clientFor(more: string, port?: number) {
  vi.resetModules()
  Object.assign(globalThis, { appDatabase: undefined })
  const url = new URL(`${address}${more}`)
  if (port) url.port = String(port)
  process.env.DATABASE_URL = url.href
  const client = (await import('./db')).db()
  close = () => client.$disconnect()
  return client
}

let close = async () => {}

/** A proxy to the database. While it is blocked, it accepts data but forwards nothing in either direction. */
async function blockableProxy() {
  const { hostname, port } = new URL(address)
  let isBlocked = false
  const held: (() => void)[] = []
  const server = createServer((inner) => {
    const outer = connect(Number(port), hostname)
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (bytes) => (isBlocked ? held.push(() => to.write(bytes)) : to.write(bytes)))
      from.on('close', () => to.destroy()).on('error', () => to.destroy())
    }
    pass(inner, outer)
    pass(outer, inner)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    block: () => {
      isBlocked = true
    },
    open: () => {
      isBlocked = false
      for (const pass of held.splice(0)) pass()
    },
    close: () => server.close(),
  }
}

/** The connection's value for a PostgreSQL setting. */
async function setting(client: Client, name: string): Promise<string | undefined> {
  return (await client.$queryRaw<{ value: string }[]>`SELECT current_setting(${name}) AS value`)[0]?.value
}

beforeEach(() => {
  close = async () => {}
})
afterEach(async () => {
  await close()
  process.env.DATABASE_URL = address
})

/** The number of prepared statements on a connection. Runs one query at a time, so that they all use the same connection. */
async function keptAfterReading(client: Client): Promise<number> {
  for (let index = 0; index < 3; index++) await client.team.findFirst({ where: { name: 'nobody' } })
  const kept = await client.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_prepared_statements
    WHERE statement LIKE '%"Team"%' AND statement NOT LIKE '%pg_prepared_statements%'`
  return Number(kept[0]?.count)
}

describe('a connection', () => {
  it('prepares each statement once', async () => {
    expect(await keptAfterReading(await clientFor(''))).toBe(1)
  })

  it('prepares no statements with a pooler, which may use a different connection next time', async () => {
    expect(await keptAfterReading(await clientFor('?pgbouncer=true'))).toBe(0)
  })

  it('is dropped if a statement gets no response for 30 seconds, and the next statement uses a new one', async () => {
    const client = await clientFor('')
    expect(await client.team.count()).toBe(0)
    const timer = takeTimer(30_000)
    const stuck = expect(client.$executeRaw`SELECT pg_sleep(600)`).rejects.toThrow('timeout')
    await timer.isSet
    timer.fire()
    await stuck
    expect(await client.team.count()).toBe(0)
  })

  it('is not reused while a transaction is open on it, so that later statements are committed', async () => {
    const proxy = await blockableProxy()
    const client = await clientFor('', proxy.port)
    let rollback: ReturnType<typeof takeTimer> | undefined
    const silent = client.$transaction(
      async (tx) => {
        await tx.team.count()
        proxy.block()
        const statement = takeTimer(30_000)
        const fired = statement.isSet.then(() => {
          rollback = takeTimer(30_000)
          statement.fire()
        })
        await Promise.all([tx.team.count(), fired])
      },
      { timeout: 60_000 },
    )
    const given = expect(silent).rejects.toThrow('timeout')
    await vi.waitUntil(() => rollback)
    await rollback?.isSet
    rollback?.fire()
    await given
    proxy.open()
    await client.team.create({ data: { id: 'team_after_silence', name: 'After silence' } })
    await close()
    proxy.close()
    expect(await (await clientFor('')).team.count({ where: { id: 'team_after_silence' } })).toBe(1)
  })

  it('fails if it cannot be opened in ten seconds, and the next statement opens a new one', async () => {
    const proxy = await blockableProxy()
    const client = await clientFor('', proxy.port)
    proxy.block()
    const timer = takeTimer(10_000)
    const stuck = expect(client.team.count()).rejects.toThrow('timeout')
    await timer.isSet
    timer.fire()
    await stuck
    proxy.open()
    expect(await client.team.count()).toBeGreaterThanOrEqual(0)
    proxy.close()
  })

  it('has a lock timeout of ten seconds and a statement timeout of 20 seconds in PostgreSQL', async () => {
    const client = await clientFor('')
    expect(await setting(client, 'lock_timeout')).toBe('10s')
    expect(await setting(client, 'statement_timeout')).toBe('20s')
  })

  it('sends no settings to a pooler, which would reject them', async () => {
    expect(await setting(await clientFor('?pgbouncer=true'), 'lock_timeout')).toBe('0')
  })
})
