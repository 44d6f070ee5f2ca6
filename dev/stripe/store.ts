import { closeSync, existsSync, openSync, readSync, renameSync, writeSync } from 'node:fs'

/** Anything the stand-in keeps. `id` and `object` name it; every other field is the resource's own. */
// biome-ignore lint/suspicious/noExplicitAny: one store holds every resource; each resource module gives its own type.
export type Stored = { id: string; object: string } & Record<string, any>

type Change = { id: string; before: Stored | undefined }

/**
 * The stand-in's whole state: objects by id, in memory, journalled to a file.
 *
 * Objects are treated as immutable: a change is a `put` of a new object. That makes undo trivial (the old value), and a
 * reader can keep what it was given. Everything is synchronous, so an operation is atomic without locks.
 *
 * The journal gets one line for each transaction before the answer leaves, so `kill -9` loses nothing acknowledged, and
 * a line that was cut off by the kill is dropped whole when the file is read again.
 */
export class Store {
  private objects = new Map<string, Stored>()
  private byType = new Map<string, Map<string, Stored>>()
  private byCustomer = new Map<string, Map<string, Stored>>()
  private changes: Change[] | null = null
  private journal: number | null = null

  constructor(private file?: string) {
    if (file) this.load(file)
  }

  get<T extends Stored = Stored>(id: string): T | undefined {
    return this.objects.get(id) as T | undefined
  }

  /** All objects of one type, in the order in which they were first stored. */
  all<T extends Stored = Stored>(object: string): T[] {
    return [...(this.byType.get(object)?.values() ?? [])] as T[]
  }

  /** Everything that belongs to one customer, of any type. */
  of(customer: string): Stored[] {
    return [...(this.byCustomer.get(customer)?.values() ?? [])]
  }

  /** Stores a new or changed object. Only inside `transaction`. */
  put<T extends Stored>(value: T): T {
    this.record(value.id)
    this.set(value)
    return value
  }

  /** `put` of the stored object with some fields changed. Throws when there is none. */
  patch<T extends Stored = Stored>(id: string, fields: Record<string, unknown>): T {
    const old = this.objects.get(id)
    if (!old) throw new Error(`patch of unknown object ${id}`)
    return this.put({ ...old, ...fields } as T)
  }

  remove(id: string): void {
    this.record(id)
    this.unset(id)
  }

  /**
   * Runs `work`; all of its changes are kept, or none if it throws. A nested call that throws undoes its own changes,
   * and what it did otherwise is kept when the outermost one is.
   */
  transaction<R>(work: () => R): R {
    const outer = this.changes
    const changes = outer ?? []
    const mark = changes.length
    this.changes = changes
    try {
      const result = work()
      this.changes = outer
      if (!outer) this.append(changes)
      return result
    } catch (error) {
      this.changes = outer
      for (const { id, before } of changes.splice(mark).reverse()) before ? this.set(before) : this.unset(id)
      throw error
    }
  }

  /** Forgets everything (test control). */
  clear(): void {
    this.objects.clear()
    this.byType.clear()
    this.byCustomer.clear()
    if (this.file) this.compact(this.file)
  }

  close(): void {
    if (this.journal !== null) closeSync(this.journal)
    this.journal = null
  }

  private record(id: string): void {
    if (!this.changes) throw new Error('the store changes only inside a transaction')
    this.changes.push({ id, before: this.objects.get(id) })
  }

  private set(value: Stored): void {
    const before = this.objects.get(value.id)
    this.objects.set(value.id, value)
    const owner = ownerOf(value)
    if (before && ownerOf(before) !== owner) this.byCustomer.get(ownerOf(before))?.delete(value.id)
    index(this.byType, value.object, value)
    if (owner) index(this.byCustomer, owner, value)
  }

  private unset(id: string): void {
    const old = this.objects.get(id)
    if (!old) return
    this.objects.delete(id)
    this.byType.get(old.object)?.delete(id)
    this.byCustomer.get(ownerOf(old))?.delete(id)
  }

  private append(changes: Change[]): void {
    if (this.journal === null || changes.length === 0) return
    const ids = new Set(changes.map((change) => change.id))
    const line = [...ids].map((id) => this.objects.get(id) ?? { id, object: '' })
    writeSync(this.journal, `${JSON.stringify(line)}\n`)
  }

  private load(file: string): void {
    for (const line of linesOf(file)) {
      for (const value of parseLine(line)) value.object ? this.set(value) : this.unset(value.id)
    }
    this.compact(file)
  }

  /** Rewrites the journal as the present state, so that it does not grow over restarts. */
  private compact(file: string): void {
    if (this.journal !== null) closeSync(this.journal)
    const fresh = `${file}.new`
    const target = openSync(fresh, 'w')
    let text = ''
    for (const value of this.objects.values()) {
      text += `${JSON.stringify([value])}\n`
      if (text.length < chunkBytes) continue
      writeSync(target, text)
      text = ''
    }
    writeSync(target, text)
    closeSync(target)
    renameSync(fresh, file)
    this.journal = openSync(file, 'a')
  }
}

const chunkBytes = 1_048_576

/** The lines of a file, in pieces: a long life's journal does not fit into one text. The last may be cut off. */
function* linesOf(file: string): Generator<string> {
  if (!existsSync(file)) return
  const source = openSync(file, 'r')
  const chunk = Buffer.alloc(chunkBytes)
  let rest = Buffer.alloc(0)
  try {
    for (let read = readSync(source, chunk); read > 0; read = readSync(source, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        yield rest.toString('utf8', start, end)
        start = end + 1
      }
      rest = rest.subarray(start)
    }
  } finally {
    closeSync(source)
  }
  yield rest.toString('utf8')
}

/** Whose an object is. Some have a customer that the API does not show. */
function ownerOf(value: Stored): string {
  return value.customer ?? value._customer
}

function index(map: Map<string, Map<string, Stored>>, key: string, value: Stored): void {
  const group = map.get(key) ?? new Map<string, Stored>()
  group.set(value.id, value)
  map.set(key, group)
}

function parseLine(line: string): Stored[] {
  if (!line) return []
  try {
    return JSON.parse(line) as Stored[]
  } catch {
    // Only the last line can be cut off: the process died while it wrote, so nobody was told of that change.
    return []
  }
}
