/** Stripe docs (expanding responses): a nested list shows ten entries; the list's own URL has the rest. */
const nestedMax = 10

/** A response with its nested lists shortened as Stripe does. A top-level list stays whole. */
export function withShortLists<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cut) as T
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)])) as T
}

function cut(value: unknown): unknown {
  if (!value || typeof value !== 'object') return value
  const inner = withShortLists(value) as Record<string, unknown>
  if (inner.object !== 'list' || !Array.isArray(inner.data) || inner.data.length <= nestedMax) return inner
  return { ...inner, data: inner.data.slice(0, nestedMax), has_more: true }
}
