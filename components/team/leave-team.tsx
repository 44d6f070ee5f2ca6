import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Confirm } from '@/components/ui/confirm'
import type { FormAction } from '@/lib/form-state'

type Props = { teamName: string; isOnlyOwner: boolean; leave: FormAction }

export function LeaveTeam({ teamName, isOnlyOwner, leave }: Props) {
  if (isOnlyOwner) {
    return (
      <Card
        lead="You’re the only owner. Transfer ownership or make someone else an owner before you leave."
        title="Leave team"
      />
    )
  }
  return (
    <Card title="Leave team">
      <Confirm summary="Leave team" variant="danger">
        <ActionForm action={leave} className="space-y-4" label="Leave team">
          <p className="wrap-anywhere">
            You will lose access to {teamName} immediately. To come back, you need a new invitation.
          </p>
          <SubmitButton className={button({ variant: 'danger', size: 'small' })}>Leave this team</SubmitButton>
        </ActionForm>
      </Confirm>
    </Card>
  )
}
