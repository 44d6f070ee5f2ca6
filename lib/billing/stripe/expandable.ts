import 'server-only'
import { z } from 'zod'

/** A field that contains an id, or the whole object if it was expanded. */
type Expandable = string | { id: string }

/** Returns the id from an expandable field, or null if the field is empty. */
export function idOf<T extends Expandable | null | undefined>(
  field: T,
): string | (T extends Expandable ? never : null) {
  const id = typeof field === 'object' ? field?.id : field
  return (id ?? null) as ReturnType<typeof idOf<T>>
}

/** Parses an expandable field and returns its id. */
export const expandable = z.union([z.string(), z.object({ id: z.string() })]).transform((field) => idOf(field))
