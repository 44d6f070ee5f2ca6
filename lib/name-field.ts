import { z } from 'zod'

/** Line breaks and other control characters. */
const control = /\p{Cc}/gu
/** Characters that change the direction of the text around them, for example of the email address after a name. */
const direction = /[\u202a-\u202e\u2066-\u2069]/g
const visible = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * A name that a user types, for a form's schema: one line of at most 80 characters. Other people see it in lists and emails,
 * so characters that could disguise the text around it are removed.
 *
 * @param missing the error for a name that is empty or invisible
 */
export function nameField(missing: string) {
  return z
    .string()
    .transform((text) => text.replace(control, ' ').replace(direction, '').replace(/\s+/g, ' ').trim())
    .pipe(z.string().regex(visible, missing).max(80, 'Use at most 80 characters.'))
}
