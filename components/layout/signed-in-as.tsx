import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  name: string
  teamName: string
  signOut: FormAction
}

export function SignedInAs({ name, teamName, signOut }: Props) {
  return (
    <>
      <div className="px-3 text-sm">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted">{teamName}</p>
      </div>
      <ActionForm action={signOut} className="mt-2">
        <SubmitButton className={button({ variant: 'ghost', size: 'small' })}>Sign out</SubmitButton>
      </ActionForm>
    </>
  )
}
