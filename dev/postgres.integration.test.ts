import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { ensureDatabase, startPostgres, stopPostgres } from './postgres'

// A path with a space, as a developer's folder may have.
const base = mkdtempSync(path.join(tmpdir(), 'with spaces '))
const folder = path.join(base, 'server')

afterAll(async () => {
  await stopPostgres(folder)
  rmSync(base, { recursive: true })
})

async function query(url: string, sql: string) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

it('keeps its data after a stop and after kill -9', async () => {
  const first = await startPostgres(folder)
  const url = await ensureDatabase(first, 'app')
  await query(url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)')
  first.stop()
  await expect(query(url, 'SELECT 1')).rejects.toThrow()

  const second = await startPostgres(folder)
  expect(second.wasRunning).toBe(false)
  await query(second.url('app'), 'INSERT INTO kept VALUES (2)')
  const pid = Number(readFileSync(path.join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')

  const third = await startPostgres(folder)
  expect(await query(third.url('app'), 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  third.stop()
}, 120_000)

it('connects only to its own folder’s server', async () => {
  const first = await startPostgres(folder)
  const joined = await startPostgres(folder)
  expect(joined.wasRunning).toBe(true)
  expect(joined.url('app')).toBe(first.url('app'))
  const elsewhere = await startPostgres(path.join(base, 'other'))
  expect(elsewhere.wasRunning).toBe(false)
  expect(elsewhere.url('app')).not.toBe(first.url('app'))
  elsewhere.stop()
  first.stop()
  joined.stop()
}, 120_000)
