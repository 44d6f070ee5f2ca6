import { z } from 'zod'
import { localPathOf } from '@/lib/local-path'
import { nameField } from '@/lib/name-field'

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Enter an email address, such as ada@example.com.'))

/** The allowed length of a new password, in characters. Older passwords may be longer. */
export const passwordLength = { min: 8, max: 128 }

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

/** Requests a link by email. */
export const emailLinkSchema = z.object({ email, next: nextPath })

const token = z.string().max(100)

/** Uses an emailed link. */
export const tokenSchema = z.object({ token })

/** A new password. The server also rejects common ones. See lib/password-rules.ts. */
const newPassword = z
  .string()
  .min(passwordLength.min, `Use at least ${passwordLength.min} characters.`)
  .max(passwordLength.max, `Use at most ${passwordLength.max} characters.`)

export const changePasswordSchema = z.object({
  currentPassword: credentialsSchema.shape.password,
  password: newPassword,
})

export const confirmPasswordSchema = z.object({ password: credentialsSchema.shape.password, next: nextPath })

/** `session` is the ID of a session, or `others` for all except the current one. */
export const revokeSessionSchema = z.object({ session: z.string().max(100) })

export const completeSignUpSchema = z.object({
  token,
  name: nameField('Enter your name.'),
  password: newPassword,
})

export const resetPasswordSchema = z.object({ token, password: newPassword })

/** Requests a change of the user's own address. */
export const changeEmailSchema = z.object({ email })

/** A form with only a button. */
export const noFieldsSchema = z.object({})
