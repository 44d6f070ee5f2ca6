const views = new WeakMap<object, unknown>()

/** Returns a stored object as the API shows it, without the fields that start with an underscore. */
export function publicView<T>(value: T): T {
  if (!value || typeof value !== 'object') return value
  const known = views.get(value)
  if (known !== undefined) return known as T
  const view = Array.isArray(value) ? value.map(publicView) : shown(value as Record<string, unknown>)
  views.set(value, view)
  return view as T
}

function shown(value: Record<string, unknown>): Record<string, unknown> {
  // A price that is billed in another currency is shown in its own currency.
  if (value._shown) return publicView(value._shown as Record<string, unknown>)
  const view: Record<string, unknown> = {}
  for (const key of Object.keys(value)) if (!key.startsWith('_')) view[key] = publicView(value[key])
  return view
}
