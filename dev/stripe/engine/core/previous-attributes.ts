type Hash = Record<string, unknown>

/**
 * Returns an event's `previous_attributes`: the changed keys of a hash, but whole lists (SDK type
 * Event.data.previous_attributes; the rule for hashes is general knowledge).
 * @param previous the old values of the changed fields
 * @param object the object after the change
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

/** A list object is also a hash, but it is shown whole, like an array. */
function isHash(value: unknown): value is Hash {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && (value as Hash).object !== 'list'
}
