import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from './engine/core/store'
import { startStandIn } from './server'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stand-in-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const thing = (id: string, more: object = {}) => ({ id, object: 'thing', ...more })

describe('a state file', () => {
  it.each([
    ['a cut-off line in the middle', '[{"id":"a","object":"thing"}]\n[{"id":"b",\n[{"id":"c","object":"thing"}]\n', 2],
    ['an invalid line', '[{"id":"a","object":"thing"}]\n[null]\n', 2],
    ['another file', '{"name":"my-app"}\n', 1],
    ['another file with one line', '{"name":"my-app"}', 1],
    ['binary data', '\u0000\u0001\u0002', 1],
  ])('with %s is rejected and left unchanged', (_, text, line) => {
    const file = path.join(folder, 'state')
    writeFileSync(file, text)
    expect(() => new Store(file)).toThrow(`Line ${line} of ${file} was not written by the stand-in.`)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it.skipIf(process.platform === 'win32')('is readable only by its owner, even if others could read it before', () => {
    const file = path.join(folder, 'state')
    writeFileSync(file, '[{"id":"a","object":"thing"}]\n', { mode: 0o644 })
    for (const one of [file, path.join(folder, 'new')]) {
      new Store(one).close()
      expect((statSync(one).mode & 0o777).toString(8)).toBe('600')
    }
  })

  it('starts over if it is empty or its first line is cut off', () => {
    const file = path.join(folder, 'state')
    for (const text of ['', '[', '[{"id":"a","obj']) {
      writeFileSync(file, text)
      const store = new Store(file)
      store.transaction(() => store.put(thing('b')))
      store.close()
      const again = new Store(file)
      expect(again.all('thing')).toEqual([thing('b')])
      again.close()
    }
  })

  it('is rejected if it is a folder or its folder does not exist', async () => {
    expect(() => new Store(folder)).toThrow('is not a regular file')
    await expect(startStandIn({ stateFile: path.join(folder, 'nowhere', 'state') })).rejects.toThrow('does not exist')
  })

  it('does not grow without limit while the stand-in is running', () => {
    const file = path.join(folder, 'state')
    const store = new Store(file)
    const text = 'x'.repeat(100_000)
    store.transaction(() => store.put(thing('kept')))
    for (let count = 1; count <= 400; count++) store.transaction(() => store.put(thing('a', { count, text })))
    expect(statSync(file).size).toBeLessThan(18_000_000)
    store.close()
    const again = new Store(file)
    expect(again.all('thing').map(({ id, count }) => [id, count])).toEqual([
      ['kept', undefined],
      ['a', 400],
    ])
    again.close()
  })

  it('can be used by only one stand-in at a time', async () => {
    const stateFile = path.join(folder, 'state')
    const first = await startStandIn({ stateFile })
    await expect(startStandIn({ stateFile })).rejects.toThrow('in use by another stand-in')
    await first.close()
    const second = await startStandIn({ stateFile })
    await second.close()
  })
})
