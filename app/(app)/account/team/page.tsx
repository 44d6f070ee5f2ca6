import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { InviteMember } from '@/components/team/invite-member'
import { LeaveTeam } from '@/components/team/leave-team'
import { MemberList } from '@/components/team/member-list'
import { PendingInvitations } from '@/components/team/pending-invitations'
import { CreateTeam, TeamName } from '@/components/team/team-name'
import { TransferOwnership } from '@/components/team/transfer-ownership'
import { Card } from '@/components/ui/card'
import { Message } from '@/components/ui/message'
import { requireViewer } from '@/lib/auth'
import { canManageTeam, listInvitations, listMembers, memberUsage } from '@/lib/teams'
import {
  changeRoleAction,
  createTeamAction,
  inviteMemberAction,
  leaveTeamAction,
  removeMemberAction,
  resendInvitationAction,
  revokeInvitationAction,
  transferOwnershipAction,
  updateTeamNameAction,
} from './actions'

export const metadata: Metadata = { title: 'Team' }

const notices = new Map([
  ['resent', 'The invitation is on its way again. Its earlier link no longer works.'],
  ['revoked', 'The invitation was revoked. Its link no longer works.'],
  ['role_changed', 'The role was changed.'],
  ['removed', 'The member was removed. They no longer have access to the team.'],
  ['transferred', 'Ownership was transferred. You are now an admin.'],
  ['created', 'Your new team is ready. You are its owner.'],
])

export default async function TeamPage({ searchParams }: PageProps<'/account/team'>) {
  const { notice } = await searchParams
  const viewer = await requireViewer('/account/team')
  const now = new Date()
  const [members, invitations, usage] = await Promise.all([
    listMembers(viewer),
    listInvitations(viewer, now),
    memberUsage(viewer, now),
  ])
  const { userId, teamName } = viewer
  const canManage = canManageTeam(viewer.role)
  const others = members.filter((member) => member.userId !== userId)
  const isOnlyOwner = viewer.role === 'OWNER' && others.every(({ role }) => role !== 'OWNER')
  const message = notices.get(String(notice))
  return (
    <>
      <PageHeader lead={`The people in ${teamName}.`} title="Team" />
      <div className="space-y-6">
        {message && (
          <Message role="status" tone="success">
            {message}
          </Message>
        )}
        <MemberList
          changeRole={changeRoleAction}
          members={members}
          remove={removeMemberAction}
          team={{ userId, canManage }}
          usage={usage}
        />
        {canManage && <InviteMember invite={inviteMemberAction} usage={usage} />}
        {invitations.length > 0 && (
          <PendingInvitations
            invitations={invitations}
            resend={resendInvitationAction}
            revoke={revokeInvitationAction}
          />
        )}
        <Card title="Team name">
          {canManage ? (
            <TeamName rename={updateTeamNameAction} teamName={teamName} />
          ) : (
            <p className="wrap-anywhere">{teamName}</p>
          )}
        </Card>
        {viewer.role === 'OWNER' && others.length > 0 && (
          <TransferOwnership candidates={others} transfer={transferOwnershipAction} />
        )}
        {others.length > 0 && <LeaveTeam isOnlyOwner={isOnlyOwner} leave={leaveTeamAction} teamName={teamName} />}
        <CreateTeam create={createTeamAction} />
      </div>
    </>
  )
}
