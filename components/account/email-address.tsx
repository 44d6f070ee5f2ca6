import { ButtonForm } from '@/components/billing/button-form'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  email: string
  pending: { newEmail: string; isConfirmed: boolean; isApproved: boolean } | null
  actions: { change: FormAction; cancel: FormAction }
  /** The local mail inbox in development. */
  inboxUrl?: string
}

/** Changes the address that the user signs in with, and shows a change that is waiting for confirmation. */
export function EmailAddress({ email, pending, actions, inboxUrl }: Props) {
  return (
    <div className="space-y-6">
      {pending && (
        <ButtonForm action={actions.cancel} description={<Waiting email={email} {...pending} />}>
          Cancel change
        </ButtonForm>
      )}
      <ActionForm action={actions.change} className="max-w-md space-y-5">
        <Field
          autoComplete="email"
          hint="We’ll email both addresses. The change takes effect when you open both links."
          label="New email address"
          maxLength={254}
          name="email"
          required
          type="email"
        />
        <SubmitButton className={button({ variant: 'secondary' })}>Change email</SubmitButton>
      </ActionForm>
      {pending && inboxUrl && (
        <p className="text-sm">
          <a className="font-medium text-accent underline underline-offset-4" href={inboxUrl}>
            Open the local inbox
          </a>
        </p>
      )}
    </div>
  )
}

function Waiting({ email, newEmail, isConfirmed, isApproved }: { email: string } & NonNullable<Props['pending']>) {
  const waitingFor = [!isConfirmed && newEmail, !isApproved && email].filter(Boolean).join(' and ')
  return (
    <>
      Changing to <span className="font-medium text-ink wrap-anywhere">{newEmail}</span>. Open the{' '}
      {isConfirmed || isApproved ? 'link' : 'links'} sent to <span className="wrap-anywhere">{waitingFor}</span>.
    </>
  )
}
