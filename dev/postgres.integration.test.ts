import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from './ports'
import { ensureDatabase, type Server, startPostgres, stopPostgres } from './postgres'
import { binaries, runner } from './postgres-binaries'

// A path with a space, as a developer's folder may have.
const base = mkdtempSync(path.join(tmpdir(), 'with spaces '))
const folder = path.join(base, 'server')

afterAll(async () => {
  for (const name of readdirSync(base)) await stopPostgres(path.join(base, name))
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

const withoutPassword = (url: string) => url.replace(/:[^:@/]+@/, '@')
const withPassword = (url: string, password: string) => url.replace(/(:[^:@/]+)?@/, `:${password}@`)
const passwordIn = (folder: string) => readFileSync(path.join(folder, 'password'), 'utf8')
const modeOf = (file: string) => statSync(file).mode & 0o777

async function requiresPassword(server: Server, database = 'postgres') {
  const url = server.url(database)
  for (const other of [withoutPassword(url), withPassword(url, 'postgres'), url.replace('postgres:', 'root:')])
    await expect(query(other, 'SELECT 1'), other).rejects.toThrow(/password/)
}

/** A cluster like those from earlier versions: every user on the machine is a superuser. */
async function oldCluster(name: string): Promise<string> {
  const old = path.join(base, name)
  const { initdb } = await binaries()
  mkdirSync(old)
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  runner(old)(initdb, ['-D', path.join(old, 'data'), ...options])
  return old
}

async function startOld(folder: string, port: number): Promise<string> {
  const { pg_ctl } = await binaries()
  const flags = `-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c port=${port} -c log_statement=all`
  const args = ['-D', path.join(folder, 'data'), '-l', path.join(folder, 'log'), '-o', flags, '-w', 'start']
  runner(folder)(pg_ctl, args, { quiet: true })
  return `postgresql://postgres@127.0.0.1:${port}/postgres`
}

describe('the password', () => {
  it('is required, random, and readable only by its owner', async () => {
    const folders = ['a', 'b'].map((name) => path.join(base, name))
    const [one, two] = [await startPostgres(folders[0] ?? ''), await startPostgres(folders[1] ?? '')]
    await requiresPassword(one)
    expect(await query(one.url('postgres'), 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    const [first = '', second] = folders.map(passwordIn)
    expect(first).not.toBe(second)
    expect(first).toHaveLength(32)
    expect(one.url('app')).toContain(`:${first}@127.0.0.1:`)
    if (process.platform !== 'win32') {
      expect(modeOf(folders[0] ?? '').toString(8)).toBe('700')
      for (const file of ['password', 'log']) expect(modeOf(path.join(folders[0] ?? '', file)).toString(8)).toBe('600')
    }
    const log = readFileSync(path.join(folders[0] ?? '', 'log'), 'utf8')
    expect(log).not.toContain(first)
    one.stop()
    two.stop()
  }, 120_000)

  it('is set on a stopped cluster from an earlier version, which keeps its data', async () => {
    const old = await oldCluster('old')
    const port = await freePort()
    await query(await startOld(old, port), 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)')
    await stopPostgres(old)
    const upgraded = await startPostgres(old)
    await requiresPassword(upgraded)
    expect(await query(upgraded.url('postgres'), 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    upgraded.stop()
    const again = await startPostgres(old)
    expect(again.url('postgres')).toContain(passwordIn(old))
    await requiresPassword(again)
    again.stop()
  }, 120_000)

  it('is set on a running cluster from an earlier version and does not appear in its log', async () => {
    const old = await oldCluster('running')
    const url = await startOld(old, await freePort())
    await query(url, 'CREATE TABLE kept (n int)')
    const upgraded = await startPostgres(old)
    expect(upgraded.wasRunning).toBe(true)
    await requiresPassword(upgraded)
    expect(await query(upgraded.url('postgres'), 'SELECT n FROM kept')).toEqual([])
    const log = readFileSync(path.join(old, 'log'), 'utf8')
    expect(log).toContain('CREATE TABLE kept')
    expect(log).not.toContain(passwordIn(old))
    upgraded.stop()
  }, 120_000)

  it.skipIf(process.platform === 'win32')(
    'does not appear on a command line (Windows has no ps)',
    async () => {
      const server = await startPostgres(folder)
      const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      expect(stdout).toContain('postgres')
      expect(stdout).not.toContain(passwordIn(folder))
      server.stop()
    },
    120_000,
  )

  it('can be replaced if its file was deleted, as the error explains', async () => {
    const lost = path.join(base, 'lost')
    const server = await startPostgres(lost)
    await query(server.url('postgres'), 'CREATE TABLE kept (n int)')
    server.stop()
    rmSync(path.join(lost, 'password'))
    await expect(startPostgres(lost)).rejects.toThrow(/password.*Restore .*password\. If it is lost, replace/)
    const rules = path.join(lost, 'data', 'pg_hba.conf')
    writeFileSync(rules, readFileSync(rules, 'utf8').replaceAll('scram-sha-256', 'trust'))
    const again = await startPostgres(lost)
    await requiresPassword(again)
    expect(await query(again.url('postgres'), 'SELECT n FROM kept')).toEqual([])
    again.stop()
  }, 120_000)
})
