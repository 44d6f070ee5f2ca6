import Link from 'next/link'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { Select } from '@/components/forms/select'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { roleNames } from '@/lib/teams/schema'
import type { Usage } from './member-list'

type Props = { usage: Usage; invite: FormAction }

/** The form for an invitation, or an upgrade link at the plan's limit. The server also enforces the limit. */
export function InviteMember({ usage, invite }: Props) {
  const { members, invited, max, seatsMax, planName } = usage
  const isFull = max !== null && members + invited >= max
  if (isFull && seatsMax === null) {
    return (
      <Card title="Invite people">
        <div className="flex flex-col items-start justify-between gap-4 sm:flex-row sm:items-center">
          <p className="text-sm text-muted">
            {planName} includes {max} {max === 1 ? 'member' : 'members'}, counting invitations. Upgrade to invite more.
          </p>
          <Link className={button({ className: 'shrink-0' })} href="/pricing">
            See plans
          </Link>
        </div>
      </Card>
    )
  }
  const roles = ['MEMBER', 'ADMIN'] as const
  return (
    <Card lead="Admins can manage the team and its billing. Members can use everything else." title="Invite people">
      <ActionForm action={invite} className="space-y-4" label="Invite people">
        <div className="flex flex-wrap items-end gap-3">
          <Field
            autoComplete="off"
            className="min-w-56 grow"
            label="Email"
            maxLength={254}
            name="email"
            required
            type="email"
          />
          <Select
            className="min-w-32"
            defaultValue="MEMBER"
            label="Role"
            name="role"
            options={roles.map((value) => ({ value, text: roleNames[value] }))}
          />
          <SubmitButton className={button()}>{isFull ? 'Add a seat and invite' : 'Send invitation'}</SubmitButton>
        </div>
        {isFull && (
          <p className="text-sm text-muted">
            All {max} paid {max === 1 ? 'seat is' : 'seats are'} taken, counting invitations. Review the price of one
            more in Stripe. The invitation is sent when you confirm.
          </p>
        )}
      </ActionForm>
    </Card>
  )
}
