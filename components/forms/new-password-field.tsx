import { passwordLength } from '@/lib/auth/schema'
import { Field } from './field'

/** A field for a password to set. */
export function NewPasswordField({ label = 'Password' }: { label?: string }) {
  return (
    <Field
      autoComplete="new-password"
      hint={`At least ${passwordLength.min} characters. Several words that don’t belong together are easy to remember and hard to guess.`}
      label={label}
      maxLength={passwordLength.max}
      minLength={passwordLength.min}
      name="password"
      required
      type="password"
    />
  )
}
