import { type Received, received } from '@/dev/testing/mailbox'
import { newSubscriber } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { deliverInvitations, inviteMember, listInvitations } from '@/lib/teams'

const dayMs = 86_400_000

/** The time `days` from now. */
export function later(days: number): Date {
  return new Date(Date.now() + days * dayMs)
}

let count = 0

/** An address that nobody uses. */
export function newAddress(): string {
  return `invited${++count}@example.com`
}

/** The owner of a team on Pro, which includes five members. */
export async function proTeam() {
  return (await newSubscriber('pro')).viewer
}

/** Sends the invitations that are due and returns the token from the newest email to an address. */
export async function tokenFor(email: string, now = new Date()): Promise<string> {
  await deliverInvitations(now)
  return tokenIn(received.findLast(({ to }) => to === email))
}

function tokenIn(mail: Received | undefined): string {
  const text = mail?.text.replace(/=\n/g, '').replace(/=3D/g, '=') ?? ''
  const token = /accept\?token=([\w-]+)/.exec(text)?.[1]
  if (!token) throw new Error(`no invitation in ${text}`)
  return token
}

/** Invites someone, and opens the email. */
export async function invite(viewer: Viewer, email = newAddress()) {
  await inviteMember(viewer, { email, role: 'MEMBER' }, new Date())
  const [invitation] = await listInvitations(viewer, new Date())
  return { email, token: await tokenFor(email), id: invitation?.id ?? '' }
}
