import { z } from 'zod'

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'At most 254 characters.')
  .pipe(z.email('Enter an e-mail address, for example ada@example.com.'))

/** Where to go after signing in: a path of this application, never another site. */
export const nextPath = z
  .string()
  .optional()
  .transform((value) => safePath(value))

export const credentialsSchema = z.object({
  email,
  password: z.string().min(1, 'Enter your password.').max(200, 'At most 200 characters.'),
})

export const signInSchema = credentialsSchema.extend({ next: nextPath })

export const signUpSchema = z.object({
  name: z.string().trim().min(1, 'Enter your name.').max(80, 'At most 80 characters.'),
  email,
  password: z.string().min(8, 'Use at least 8 characters.').max(200, 'At most 200 characters.'),
  next: nextPath,
})

/** A form that is only a button. */
export const noFieldsSchema = z.object({})

/**
 * Keeps a redirect inside the application.
 *
 * @param value what a link or form asked for
 * @returns the path with its query when it stays on this origin, else `/dashboard`
 */
export function safePath(value: string | undefined | null): string {
  const fallback = '/dashboard'
  // A longer one would not fit into the header that it is for.
  if (!value?.startsWith('/') || value.length > 2000) return fallback
  const base = 'http://internal.invalid'
  try {
    const url = new URL(value, base)
    return url.origin === base ? url.pathname + url.search : fallback
  } catch {
    // Not a URL at all, so it cannot be where anybody wanted to go.
    return fallback
  }
}
