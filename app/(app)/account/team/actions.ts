'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { action, goTo, teamAction } from '@/lib/action'
import { requireFreshSignIn, type Viewer } from '@/lib/auth'
import { noFieldsSchema } from '@/lib/auth/schema'
import { startPortalFlow } from '@/lib/billing'
import {
  changeRole,
  createTeam,
  type Invited,
  inviteMember,
  leaveTeam,
  removeMember,
  resendInvitation,
  revokeInvitation,
  switchTeam,
  transferOwnership,
  updateTeamName,
} from '@/lib/teams'
import {
  changeRoleSchema,
  invitationSchema,
  inviteSchema,
  memberSchema,
  switchTeamSchema,
  teamNameSchema,
} from '@/lib/teams/schema'
import { orShowNotice } from '../billing/or-show-notice'

export const inviteMemberAction = teamAction(inviteSchema, async ({ email, role }, viewer) => {
  await addSeatIfNeeded(viewer, await inviteMember(viewer, { email, role }, new Date()))
  revalidatePath('/account/team')
  return { status: 'success', message: `We’re sending the invitation to ${email}.` }
})

export const resendInvitationAction = teamAction(invitationSchema, async ({ invitationId }, viewer) => {
  await addSeatIfNeeded(viewer, await resendInvitation(viewer, invitationId, new Date()))
  redirect('/account/team?notice=resent')
})

/** Continues to Stripe, where the team confirms one more seat. The invitation is sent once that is done. */
async function addSeatIfNeeded(viewer: Viewer, invited: Invited): Promise<void> {
  if (invited.kind === 'sent') return
  // Even if this fails, the page shows the invitation that is waiting for a seat.
  revalidatePath('/account/team')
  const flow = { flow: 'subscription_update_confirm', seats: invited.seats } as const
  const request = { ...flow, returnTo: '/account/team', afterCompletion: 'redirect' } as const
  goTo(await orShowNotice(startPortalFlow(viewer, request)))
}

export const revokeInvitationAction = teamAction(invitationSchema, async ({ invitationId }, viewer) => {
  await revokeInvitation(viewer, invitationId, new Date())
  redirect('/account/team?notice=revoked')
})

export const changeRoleAction = teamAction(changeRoleSchema, async ({ userId, role }, viewer) => {
  if (role === 'OWNER') requireFreshSignIn(viewer, '/account/team')
  await changeRole(viewer, userId, role)
  redirect('/account/team?notice=role_changed')
})

export const removeMemberAction = teamAction(memberSchema, async ({ userId }, viewer) => {
  await removeMember(viewer, userId)
  redirect('/account/team?notice=removed')
})

export const transferOwnershipAction = teamAction(memberSchema, async ({ userId }, viewer) => {
  requireFreshSignIn(viewer, '/account/team')
  await transferOwnership(viewer, userId)
  redirect('/account/team?notice=transferred')
})

export const leaveTeamAction = teamAction(noFieldsSchema, async (_input, viewer) => {
  await leaveTeam(viewer)
  revalidatePath('/', 'layout')
  redirect('/dashboard')
})

export const updateTeamNameAction = teamAction(teamNameSchema, async ({ teamName }, viewer) => {
  await updateTeamName(viewer, teamName)
  revalidatePath('/', 'layout')
  return { status: 'success', message: 'Saved.' }
})

export const createTeamAction = action(teamNameSchema, async ({ teamName }, viewer) => {
  await createTeam(viewer, teamName, new Date())
  revalidatePath('/', 'layout')
  redirect('/account/team?notice=created')
})

export const switchTeamAction = action(switchTeamSchema, async ({ teamId }, viewer) => {
  await switchTeam(viewer, teamId, new Date())
  revalidatePath('/', 'layout')
  redirect('/dashboard')
})
