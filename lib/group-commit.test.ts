import { describe, expect, it } from 'vitest'
import { groupCommit } from './group-commit'

/** A database whose writes finish only when the test lets them. */
function slowDatabase() {
  const writes: { items: readonly string[]; finish: () => void; fail: (error: Error) => void }[] = []
  const writeAll = (items: readonly string[]) =>
    new Promise<void>((finish, fail) => {
      writes.push({ items, finish, fail })
    })
  return { writes, writeAll }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('groupCommit', () => {
  it('writes a single item at once', async () => {
    const { writes, writeAll } = slowDatabase()
    const done = groupCommit(writeAll, { itemsMax: 10 })('a')
    expect(writes.map(({ items }) => items)).toEqual([['a']])
    writes[0]?.finish()
    await done
  })

  it('groups items that arrive during a write, half of those in flight at a time', async () => {
    const { writes, writeAll } = slowDatabase()
    const write = groupCommit(writeAll, { itemsMax: 10 })
    const all = ['a', 'b', 'c', 'd', 'e'].map((item) => write(item))
    writes[0]?.finish()
    await settle()
    expect(writes[1]?.items).toEqual(['b', 'c', 'd'])
    writes[1]?.finish()
    await settle()
    expect(writes[2]?.items).toEqual(['e'])
    writes[2]?.finish()
    await Promise.all(all)
  })

  it('never writes more items at once than the limit', async () => {
    const sizes: number[] = []
    const writeAll = async (items: readonly number[]) => {
      sizes.push(items.length)
      await settle()
    }
    const write = groupCommit(writeAll, { itemsMax: 5 })
    await Promise.all(Array.from({ length: 40 }, (_, index) => write(index)))
    expect(Math.max(...sizes)).toBe(5)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(40)
  })

  it('resolves an item only after its own write has finished', async () => {
    const { writes, writeAll } = slowDatabase()
    const write = groupCommit(writeAll, { itemsMax: 10 })
    const answered: string[] = []
    const note = (item: string) => write(item).then(() => answered.push(item))
    const all = [note('a'), note('b')]
    writes[0]?.finish()
    await settle()
    expect(answered).toEqual(['a'])
    writes[1]?.finish()
    await Promise.all(all)
    expect(answered).toEqual(['a', 'b'])
  })

  it('fails only the item that cannot be written', async () => {
    const write = groupCommit<string>(
      async (items) => {
        await settle()
        if (items.includes('bad')) throw new Error('cannot write this')
      },
      { itemsMax: 10 },
    )
    const results = await Promise.allSettled(['first', 'good', 'bad', 'fine'].map((item) => write(item)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    await expect(write('bad')).rejects.toThrow('cannot write this')
  })

  it('does not make later items wait for the retries of a failed group', async () => {
    const { writes, writeAll } = slowDatabase()
    const write = groupCommit(writeAll, { itemsMax: 10 })
    const [alone, stuck, free] = [write('alone'), write('stuck'), write('free')]
    writes[0]?.finish()
    await alone
    await settle()
    expect(writes[1]?.items).toEqual(['stuck', 'free'])
    writes[1]?.fail(new Error('lock timeout'))
    await settle()
    const later = write('later')
    expect(writes.slice(2).map(({ items }) => items)).toEqual([['stuck'], ['free'], ['later']])
    writes[3]?.finish()
    writes[4]?.finish()
    await Promise.all([free, later])
    writes[2]?.finish()
    await stuck
  })
})
