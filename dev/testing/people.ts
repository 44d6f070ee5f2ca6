import { checkCredentials } from '@/lib/auth/credentials'
import { deliverMail } from '@/lib/email'
import { AppError } from '@/lib/errors'
import { createUser } from '@/lib/users/create-user'
import { received } from './mailbox'

export const now = new Date()
/** The time `minutes` after `now`. */
export const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
export const password = 'correct horse battery'

let people = 0
export const newEmail = () => `person${++people}@example.com`

/** Creates a user and sends the welcome email. */
export async function newUser(email = newEmail()) {
  const { userId } = await createUser({ name: 'Ada', email, password })
  await deliverMail(new Date())
  received.length = 0
  return { userId, email }
}

/** Returns the emails received since the last call, decoded. */
export function inbox() {
  return received.splice(0).map(({ to, text }) => {
    // Long lines and characters beyond ASCII are sent as quoted-printable.
    const bytes = text
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_match, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    const plain = Buffer.from(bytes, 'latin1').toString()
    return { to, text: plain, token: /token=([\w-]{43})/.exec(plain)?.[1] ?? '' }
  })
}

/** Returns the user who can sign in with this email and password, or null. */
export async function userWith(email: string, secret: string) {
  try {
    return await checkCredentials(email, secret, { deviceId: null, address: null })
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return null
    throw error
  }
}
