import Link from 'next/link'
import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { Select } from '@/components/forms/select'
import { SubmitButton } from '@/components/forms/submit-button'
import { Badge } from '@/components/ui/badge'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Confirm } from '@/components/ui/confirm'
import type { FormAction } from '@/lib/form-state'
import { roleNames } from '@/lib/teams/schema'

export type Role = keyof typeof roleNames

export type Member = {
  userId: string
  name: string
  email: string
  role: Role
  /** The roles that the viewer can give to this member. */
  roles: Role[]
  canRemove: boolean
}

export type Usage = { members: number; invited: number; max: number | null; seatsMax: number | null; planName: string }

type Props = {
  members: Member[]
  usage: Usage
  /** `userId` is the viewer's. */
  team: { userId: string; canManage: boolean }
  changeRole: FormAction
  remove: FormAction
}

export function MemberList({ members, usage, team, ...actions }: Props) {
  const noun = usage.seatsMax === null ? 'members' : 'seats'
  const count = usage.max === null ? usage.members : `${usage.members} of ${usage.max} ${noun}`
  return (
    <Card
      aside={<span className="text-sm text-muted tabular-nums">{count}</span>}
      lead={
        usage.seatsMax !== null &&
        team.canManage && (
          <>
            If you remove someone, the number of paid seats stays the same.{' '}
            <Link className="font-medium text-accent underline underline-offset-4" href="/account/billing">
              Change seats
            </Link>
          </>
        )
      }
      title="Members"
    >
      <ul className="divide-y">
        {members.map((member) => (
          // A new key closes the panel after a change.
          <li
            className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0"
            key={`${member.userId} ${member.role}`}
          >
            <div className="min-w-48 grow basis-0">
              <p className="truncate font-medium">
                {member.name}
                {member.userId === team.userId && <span className="font-normal text-muted"> (you)</span>}
              </p>
              <p className="truncate text-sm text-muted">{member.email}</p>
            </div>
            <Badge tone={member.role === 'MEMBER' ? 'neutral' : 'good'}>{roleNames[member.role]}</Badge>
            <MemberPanel {...actions} member={member} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

type PanelProps = { member: Member; changeRole: FormAction; remove: FormAction }

function MemberPanel({ member, changeRole, remove }: PanelProps) {
  const { userId, name, role, roles, canRemove } = member
  if (roles.length === 0 && !canRemove) return null
  return (
    <Confirm about={name} summary="Manage">
      {roles.length > 0 && (
        <ActionForm action={changeRole} className="flex flex-wrap items-end gap-3" label={`Role of ${name}`}>
          <HiddenFields values={{ userId }} />
          <Select
            className="min-w-40 grow"
            defaultValue={role}
            label="Role"
            name="role"
            options={roles.map((value) => ({ value, text: roleNames[value] }))}
          />
          <SubmitButton className={button({ variant: 'secondary' })}>Change role</SubmitButton>
        </ActionForm>
      )}
      {canRemove && (
        <ActionForm action={remove} className="space-y-3" label={`Remove ${name}`}>
          <HiddenFields values={{ userId }} />
          <p>{name} will lose access to this team immediately. Everything they created in it stays.</p>
          <SubmitButton className={button({ variant: 'danger', size: 'small' })}>Remove from team</SubmitButton>
        </ActionForm>
      )}
    </Confirm>
  )
}
