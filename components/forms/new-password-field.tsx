import { passwordLength } from '@/lib/auth/schema'
import { Field } from './field'

/** A field for a new password. */
export function NewPasswordField({ label = 'Password' }: { label?: string }) {
  return (
    <Field
      autoComplete="new-password"
      hint={`At least ${passwordLength.min} characters. A few unrelated words are easy to remember and hard to guess.`}
      label={label}
      maxLength={passwordLength.max}
      minLength={passwordLength.min}
      name="password"
      required
      type="password"
    />
  )
}
