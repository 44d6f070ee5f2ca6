import type { ReactNode } from 'react'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  name: string
  signOut: FormAction
  /** The current team. */
  children: ReactNode
}

export function SignedInAs({ name, signOut, children }: Props) {
  return (
    <>
      <p className="truncate px-3 text-sm font-medium">{name}</p>
      {children}
      <ActionForm action={signOut} className="mt-2">
        <SubmitButton className={button({ variant: 'ghost', size: 'small' })}>Sign out</SubmitButton>
      </ActionForm>
    </>
  )
}
