import { Journal } from './state-file'

/** A stored object. `id` and `object` identify it. The other fields depend on the resource. */
// biome-ignore lint/suspicious/noExplicitAny: the store holds every resource, and each resource module has its own type.
export type Stored = { id: string; object: string } & Record<string, any>

type Change = { id: string; before: Stored | undefined }

/**
 * The stand-in's state: objects by ID, in memory, with a journal on disk. Objects are immutable. A change puts a new
 * object, so a rollback can restore the old one, and callers can hold on to what they read. Everything is synchronous,
 * so operations are atomic without locks.
 */
export class Store {
  private objects = new Map<string, Stored>()
  private byType = new Map<string, Map<string, Stored>>()
  private byCustomer = new Map<string, Map<string, Stored>>()
  private changes: Change[] | null = null
  private journal: Journal | null = null

  /**
   * @param file the state file; without it, the state is in memory only
   * @throws StateFileError if the file contains something else
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

  all<T extends Stored = Stored>(object: string): T[] {
    return [...(this.byType.get(object)?.values() ?? [])] as T[]
  }

  of(customer: string): Stored[] {
    return [...(this.byCustomer.get(customer)?.values() ?? [])]
  }

  put<T extends Stored>(value: T): T {
    this.record(value.id)
    this.set(value)
    return value
  }

  /** Changes fields on a stored object. Throws if it does not exist. */
  patch<T extends Stored = Stored>(id: string, fields: Record<string, unknown>): T {
    const old = this.objects.get(id)
    if (!old) throw new Error(`cannot change unknown object ${id}`)
    return this.put({ ...old, ...fields } as T)
  }

  remove(id: string): void {
    this.record(id)
    this.unset(id)
  }

  /**
   * Commits all changes that `work` makes, or none if it throws. A nested call that throws rolls back its own changes.
   * The other changes are committed with the outermost transaction.
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
    if (!this.changes) throw new Error('the store can only change inside a transaction')
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

/** An object's customer, which the API does not show for every object. */
function ownerOf(value: Stored): string {
  return value.customer ?? value._customer
}

function index(map: Map<string, Map<string, Stored>>, key: string, value: Stored): void {
  const group = map.get(key) ?? new Map<string, Stored>()
  group.set(value.id, value)
  map.set(key, group)
}
