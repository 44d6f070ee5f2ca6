import 'server-only'

type Waiting<Item> = { item: Item; resolve: () => void; reject: (reason: unknown) => void }

/**
 * Turns a function that writes many items at once into one that writes a single item. Items that arrive while a write is
 * in flight share the next one, like transactions in a database's group commit. There is no timer: an item that arrives alone
 * is written alone.
 *
 * @param writeAll writes all of its items or none of them; it must be safe to call again after a failure
 * @param options `itemsMax` is the maximum number of items per write
 * @returns a function that resolves when its item is written and rejects if that item cannot be written on its own
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
      // One bad item must not fail the rest. These retries are not awaited, because one may be stuck behind a lock.
      else for (const one of group) void writeGroup([one])
    }
  }

  async function writeWaiting(): Promise<void> {
    isWriting = true
    let written = 0
    while (waiting.length > 0) {
      // Takes half of the items in flight, including those just written, whose callers are likely to call again. This process
      // works on the other half while the database works on this one. Taking all of them would make every caller wait.
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
