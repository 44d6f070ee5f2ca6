import 'server-only'

export {
  acceptAsNewUser,
  acceptInvitation,
  declineInvitation,
  getInvitationLink,
  getNewUserInvitation,
  getOwnInvitation,
} from './accept-invitation'
export {
  inviteMember,
  listInvitations,
  pruneInvitations,
  resendInvitation,
  revokeInvitation,
} from './invitations'
export { changeRole, leaveTeam, listMembers, removeMember, transferOwnership } from './members'
export { createTeam, listTeams, switchTeam, updateTeamName } from './own-teams'
export { canManageTeam } from './rules'
export { type Invited, memberUsage, releaseInvitations } from './seats'
export { deliverInvitations } from './send-invitations'
