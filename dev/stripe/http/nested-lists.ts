/** Stripe docs (expanding responses): a nested list has ten entries. The list's URL has the rest. */
const maxNested = 10

/** Shortens nested lists in a response, as Stripe does. A top-level list does not change. */
export function withTruncatedLists<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cut) as T
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)])) as T
}

function cut(value: unknown): unknown {
  if (!value || typeof value !== 'object') return value
  const inner = withTruncatedLists(value) as Record<string, unknown>
  if (inner.object !== 'list' || !Array.isArray(inner.data) || inner.data.length <= maxNested) return inner
  return { ...inner, data: inner.data.slice(0, maxNested), has_more: true }
}
