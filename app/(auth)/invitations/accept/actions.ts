'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { action, goTo, publicAction } from '@/lib/action'
import { endSession, signInUser } from '@/lib/auth'
import { acceptAsNewUser, acceptInvitation, declineInvitation } from '@/lib/teams'
import { invitationTokenSchema, joinSchema } from '@/lib/teams/schema'

export const acceptInvitationAction = action(invitationTokenSchema, async ({ token }, viewer) => {
  await acceptInvitation(viewer, token, new Date())
  revalidatePath('/', 'layout')
  redirect('/dashboard')
})

export const declineInvitationAction = action(invitationTokenSchema, async ({ token }, viewer) => {
  await declineInvitation(viewer, token, new Date())
  redirect('/dashboard')
})

/** Public because the link verifies the person's address. */
export const joinAction = publicAction(joinSchema, async (input) => {
  await signInUser(await acceptAsNewUser(input, new Date()))
  redirect('/dashboard')
})

/** Signs out someone whose account has a different address than the invitation, and returns to it. */
export const switchAccountAction = publicAction(invitationTokenSchema, async ({ token }) => {
  await endSession()
  goTo(`/invitations/accept?token=${encodeURIComponent(token)}`)
})
