import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { Badge } from '@/components/ui/badge'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'
import { roleNames } from '@/lib/teams/schema'
import type { Role } from './member-list'

type Invitation = {
  id: string
  email: string
  role: Role
  expiresAt: Date
  status: 'sent' | 'expired' | 'waiting_for_seat'
}

type Props = { invitations: Invitation[]; resend: FormAction; revoke: FormAction }

const resendTexts = { sent: 'Resend', expired: 'Resend', waiting_for_seat: 'Add a seat' }

export function PendingInvitations({ invitations, resend, revoke }: Props) {
  return (
    <Card title="Pending invitations">
      <ul className="divide-y">
        {invitations.map(({ id, email, role, expiresAt, status }) => (
          <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0" key={id}>
            <div className="min-w-48 grow basis-0">
              <p className="truncate font-medium" id={`invitation-${id}`}>
                {email}
              </p>
              <p className="text-sm text-muted">{describe(status, roleNames[role], expiresAt)}</p>
            </div>
            {status === 'expired' && <Badge tone="warning">Expired</Badge>}
            {status === 'waiting_for_seat' && <Badge tone="warning">Not sent</Badge>}
            <div className="flex gap-2">
              <ActionForm action={resend} className="space-y-2">
                <HiddenFields values={{ invitationId: id }} />
                <SubmitButton
                  className={button({ variant: 'secondary', size: 'small' })}
                  describedBy={`invitation-${id}`}
                >
                  {resendTexts[status]}
                </SubmitButton>
              </ActionForm>
              <ActionForm action={revoke} className="space-y-2">
                <HiddenFields values={{ invitationId: id }} />
                <SubmitButton className={button({ variant: 'ghost', size: 'small' })} describedBy={`invitation-${id}`}>
                  Revoke
                </SubmitButton>
              </ActionForm>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function describe(status: Invitation['status'], role: string, expiresAt: Date): string {
  if (status === 'waiting_for_seat') return `${role}, sent as soon as there is a free seat`
  return `${role}, ${status === 'expired' ? 'expired' : 'expires'} ${formatDate(expiresAt)}`
}
