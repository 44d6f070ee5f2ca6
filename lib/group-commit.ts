import 'server-only'

type Waiting<Item> = { item: Item; resolve: () => void; reject: (reason: unknown) => void }

/**
 * Turns a function that writes many items at once into one that writes a single item. Items that arrive while a write is
 * in flight share the next one, as transactions share a database's group commit. Nothing waits for a timer: an item that
 * arrives alone is written alone.
 *
 * @param writeAll writes all of its items or none; it must be safe to call again after it failed
 * @param options `itemsMax` is the most items that one write takes
 * @returns a function that resolves when its item is written and rejects when that item, by itself, cannot be written
 */
export function groupCommit<Item>(
  writeAll: (items: readonly Item[]) => Promise<void>,
  { itemsMax }: { itemsMax: number },
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let isWriting = false

  async function writeGroup(group: Waiting<Item>[]): Promise<void> {
    try {
      await writeAll(group.map(({ item }) => item))
      for (const { resolve } of group) resolve()
    } catch (error) {
      const [first, ...others] = group
      if (others.length === 0) first?.reject(error)
      // One bad item must not fail the rest. Nobody waits for these retries: one of them may be stuck behind a lock.
      else for (const one of group) void writeGroup([one])
    }
  }

  async function writeWaiting(): Promise<void> {
    isWriting = true
    let written = 0
    while (waiting.length > 0) {
      // Half of those in flight, counting the callers just answered, who are likely to call again. The other half keeps
      // this process busy while the database works. Taking everything would make all callers wait in step.
      const half = Math.ceil((written + waiting.length) / 2)
      const group = waiting.splice(0, Math.min(half, itemsMax))
      await writeGroup(group)
      written = group.length
    }
    isWriting = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isWriting) void writeWaiting()
    })
}
