/** Scheduled work. If several items have the same time, the lowest `rank` runs first. */
export type Due = { at: number; rank: number; run: () => void }

export function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.rank < b.rank)
}

type Entry = { owner: string; due: Due; order: number }

/**
 * Scheduled work, earliest first. It is a binary heap, because a thousand subscriptions need tens of thousands of steps
 * per year. If the time and rank are equal, the owner that was added first comes first.
 */
export class DueList {
  private heap: Entry[] = []

  get size(): number {
    return this.heap.length
  }

  add(owner: string, order: number, due: Due): void {
    this.heap.push({ owner, order, due })
    let index = this.heap.length - 1
    while (index > 0) {
      const above = (index - 1) >> 1
      if (!this.isLess(index, above)) return
      this.swap(index, above)
      index = above
    }
  }

  take(): Entry | undefined {
    const first = this.heap[0]
    const last = this.heap.pop()
    if (!first || !last || this.heap.length === 0) return first
    this.heap[0] = last
    let index = 0
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      let least = index
      if (left < this.heap.length && this.isLess(left, least)) least = left
      if (right < this.heap.length && this.isLess(right, least)) least = right
      if (least === index) return first
      this.swap(index, least)
      index = least
    }
  }

  private isLess(a: number, b: number): boolean {
    const [one, other] = [this.heap[a] as Entry, this.heap[b] as Entry]
    if (isBefore(one.due, other.due)) return true
    return !isBefore(other.due, one.due) && one.order < other.order
  }

  private swap(a: number, b: number): void {
    const kept = this.heap[a] as Entry
    this.heap[a] = this.heap[b] as Entry
    this.heap[b] = kept
  }
}
