import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../ports'
import { readRunning, takeLock } from './lock'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'with spaces '))
  file = path.join(folder, 'a.lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

it('can be held once and reports its holder', async () => {
  const lock = await takeLock(file, 'This')
  lock.note({ appUrl: 'http://localhost:3000' })
  await expect(takeLock(file, 'This')).rejects.toThrow(
    `This is already running in this folder at http://localhost:3000 (process ${process.pid})`,
  )
  lock.release()
  const next = await takeLock(file, 'This')
  next.release()
  expect(existsSync(file)).toBe(false)
})

it('returns the holder’s notes while it is held', async () => {
  const lock = await takeLock(file, 'This')
  lock.note({ env: { DATABASE_URL: 'postgresql://localhost/x' } })
  expect((await readRunning(file))?.env).toEqual({ DATABASE_URL: 'postgresql://localhost/x' })
  lock.release()
  expect(await readRunning(file)).toBeNull()
})

it('is free after its holder was killed, even if the process ID was reused', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, port: await freePort(), word: 'of the killed one' }))
  expect(await readRunning(file)).toBeNull()
  const lock = await takeLock(file, 'This')
  expect(readFileSync(file, 'utf8')).not.toContain('of the killed one')
  lock.release()
})

it('is free when another program uses its port', async () => {
  const other = await takeLock(path.join(folder, 'b.lock'), 'Other')
  const { port } = JSON.parse(readFileSync(path.join(folder, 'b.lock'), 'utf8'))
  writeFileSync(file, JSON.stringify({ pid: 1, port, word: 'ours' }))
  const lock = await takeLock(file, 'This')
  lock.release()
  other.release()
})

it('is free when its file is truncated', async () => {
  writeFileSync(file, '{"pid":')
  const lock = await takeLock(file, 'This')
  lock.release()
})
