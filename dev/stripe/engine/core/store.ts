import { Journal } from './state-file'

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
  private journal: Journal | null = null

  /**
   * @param file keeps the state; without one it is forgotten
   * @throws StateFileError for a file that holds something else
   */
  constructor(file?: string) {
    if (!file) return
    const journal = new Journal(file)
    for (const value of journal.read()) value.object ? this.set(value) : this.unset(value.id)
    journal.rewrite(this.objects.values())
    this.journal = journal
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
    this.journal?.rewrite([])
  }

  close(): void {
    this.journal?.close()
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
    this.journal.append([...ids].map((id) => this.objects.get(id) ?? { id, object: '' }))
    this.journal.compact(this.objects.values())
  }
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
