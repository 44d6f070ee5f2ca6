type Hash = Record<string, unknown>

/**
 * The changed fields of an object, as `previous_attributes` shows them. Of a hash only the keys that changed; of a list
 * the whole one as it was (SDK type Event.data.previous_attributes; the former is general knowledge).
 *
 * @param previous the changed fields as they were
 * @param object the object as it is now
 */
export function onlyChanged(previous: Hash, object: Hash): Hash {
  return Object.fromEntries(Object.entries(previous).map(([key, was]) => [key, narrowed(was, object[key])]))
}

function narrowed(was: unknown, is: unknown): unknown {
  if (!isHash(was) || !isHash(is)) return was
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !key.startsWith('_'))
  const changed = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
  return Object.fromEntries(changed.map((key) => [key, narrowed(was[key] ?? null, is[key])]))
}

/** A list of the API is a hash too, but it is shown whole, as an array is. */
function isHash(value: unknown): value is Hash {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && (value as Hash).object !== 'list'
}
