import { z } from 'zod'
import { localPathOf } from '@/lib/local-path'

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Enter an email address, such as ada@example.com.'))

/** Where to go after signing in: a page of this app, or else the dashboard. */
const nextPath = z
  .string()
  .optional()
  .transform((value) => localPathOf(value) ?? '/dashboard')

export const credentialsSchema = z.object({
  email,
  password: z.string().min(1, 'Enter your password.').max(200, 'Use at most 200 characters.'),
})

export const signInSchema = credentialsSchema.extend({ next: nextPath })

/** A password to set. */
const newPassword = z.string().min(8, 'Use at least 8 characters.').max(200, 'Use at most 200 characters.')

export const changePasswordSchema = z.object({
  currentPassword: credentialsSchema.shape.password,
  password: newPassword,
})

export const confirmPasswordSchema = z.object({ password: credentialsSchema.shape.password, next: nextPath })

/** `session` is the ID of a session, or `others` for all except the current one. */
export const revokeSessionSchema = z.object({ session: z.string().max(100) })

export const signUpSchema = z.object({
  name: z.string().trim().min(1, 'Enter your name.').max(80, 'Use at most 80 characters.'),
  email,
  password: newPassword,
  next: nextPath,
})

/** A form with only a button. */
export const noFieldsSchema = z.object({})
