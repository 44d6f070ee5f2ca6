import 'server-only'
import { z } from 'zod'

/** A field that holds an id, or the object itself where it was expanded. */
type Expandable = string | { id: string }

/** The id in a field that Stripe may have expanded; null for an empty one. */
export function idOf<T extends Expandable | null | undefined>(
  field: T,
): string | (T extends Expandable ? never : null) {
  const id = typeof field === 'object' ? field?.id : field
  return (id ?? null) as ReturnType<typeof idOf<T>>
}

/** Parses such a field to its id. */
export const expandable = z.union([z.string(), z.object({ id: z.string() })]).transform((field) => idOf(field))
