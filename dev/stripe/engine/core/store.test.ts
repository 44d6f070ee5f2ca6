import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from './store'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stand-in-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const thing = (id: string, more: object = {}) => ({ id, object: 'thing', ...more })

describe('the store', () => {
  it('commits all changes in a transaction, or none', () => {
    const store = new Store()
    store.transaction(() => store.put(thing('a', { count: 1 })))
    const failing = () =>
      store.transaction(() => {
        store.patch('a', { count: 2 })
        store.put(thing('b'))
        throw new Error('no')
      })
    expect(failing).toThrow('no')
    expect(store.get('a')).toMatchObject({ count: 1 })
    expect(store.get('b')).toBeUndefined()
    expect(store.all('thing')).toHaveLength(1)
  })

  it('reads everything it wrote, except a last line that was cut off', () => {
    const file = path.join(folder, 'state')
    const store = new Store(file)
    store.transaction(() => store.put(thing('a', { text: 'ä\nö', customer: 'cus_1' })))
    store.transaction(() => store.put(thing('gone')))
    store.transaction(() => store.remove('gone'))
    store.close()
    appendFileSync(file, '[{"id":"half","object":"thi')
    const again = new Store(file)
    expect(again.get('a')).toEqual(thing('a', { text: 'ä\nö', customer: 'cus_1' }))
    expect(again.of('cus_1')).toHaveLength(1)
    expect(again.get('gone')).toBeUndefined()
    expect(again.get('half')).toBeUndefined()
    again.close()
  })

  it('reads a journal that is larger than one chunk', () => {
    const file = path.join(folder, 'state')
    const store = new Store(file)
    const text = 'é'.repeat(5_000)
    for (let index = 0; index < 300; index++) store.transaction(() => store.put(thing(`t${index}`, { text })))
    store.close()
    const again = new Store(file)
    expect(again.all('thing')).toHaveLength(300)
    expect(again.get('t299')).toMatchObject({ text })
    again.close()
  })

  it('does not lose acknowledged changes when the process is killed during a write', async () => {
    const file = path.join(folder, 'state')
    const writer = fileURLToPath(new URL('testing/endless-writer.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', writer, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = -1
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', () => resolve())
      child.stdout.on('data', (data: Buffer) => {
        const numbers = data.toString().split('\n').filter(Boolean).map(Number)
        acknowledged = Math.max(acknowledged, ...numbers)
        if (acknowledged > 500) child.kill('SIGKILL')
      })
    })
    const store = new Store(file)
    const pairs = store.all('pair')
    expect(acknowledged).toBeGreaterThan(500)
    expect(pairs.length).toBeGreaterThan(acknowledged)
    // Either both objects in a pair are written, or neither.
    expect(store.all('twin').map(({ id }) => id.slice(1))).toEqual(pairs.map(({ id }) => id.slice(1)))
    store.close()
  }, 60_000)
})
