import { ActionForm } from '@/components/forms/action-form'
import { Select } from '@/components/forms/select'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Confirm } from '@/components/ui/confirm'
import type { FormAction } from '@/lib/form-state'

type Props = {
  candidates: { userId: string; name: string; email: string }[]
  transfer: FormAction
}

export function TransferOwnership({ candidates, transfer }: Props) {
  return (
    <Card lead="Make someone else the owner of this team. You become an admin." title="Transfer ownership">
      <Confirm summary="Transfer ownership" variant="danger">
        <ActionForm action={transfer} className="space-y-4" label="Transfer ownership">
          <Select
            label="New owner"
            name="userId"
            options={candidates.map(({ userId, name, email }) => ({ value: userId, text: `${name} (${email})` }))}
          />
          <p>Only an owner can make you an owner again.</p>
          <SubmitButton className={button({ variant: 'danger', size: 'small' })}>Make owner</SubmitButton>
        </ActionForm>
      </Confirm>
    </Card>
  )
}
