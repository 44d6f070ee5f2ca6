import 'server-only'
import type { Transaction } from '@/lib/db'
import { enqueue } from '@/lib/outbox'

const dayMs = 86_400_000
export const invitationDays = 7

/** When an invitation sent at `now` expires. */
export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + invitationDays * dayMs)
}

/** Matches invitations that can still be accepted, or renewed if they have expired. */
export const isPending = { acceptedAt: null, revokedAt: null }

/** Queues the email. The token is created when the email is sent, so no row contains it. */
export async function enqueueInvitation(tx: Transaction, invitationId: string, now: Date): Promise<void> {
  await enqueue(tx, 'invitation.send', `${invitationId}.${now.getTime()}`, { invitationId }, expiryOf(now))
}
