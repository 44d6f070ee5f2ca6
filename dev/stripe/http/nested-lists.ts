/** Stripe docs (expanding responses): a list inside an object shows ten entries; the rest is at the list's own address. */
const nestedMax = 10

/** An answer of the API with its inner lists cut as Stripe cuts them. A list that is the answer itself stays whole. */
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
