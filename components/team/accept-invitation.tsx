import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { NewPasswordField } from '@/components/forms/new-password-field'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'
import type { Role } from './member-list'

type Invitation = { teamName: string; role: Role; invitedBy: string | null }

/** How a role reads in a sentence. */
const phrases: Record<Role, string> = { OWNER: 'an owner', ADMIN: 'an admin', MEMBER: 'a member' }

function Heading({ invitation: { teamName, role, invitedBy } }: { invitation: Invitation }) {
  return (
    <div className="wrap-anywhere">
      <h1 className="text-3xl font-semibold">Join {teamName}</h1>
      <p className="mt-2 text-muted">
        {invitedBy ? `${invitedBy} invited you` : 'You’re invited'} to join as {phrases[role]}.
      </p>
    </div>
  )
}

type AcceptProps = { invitation: Invitation; token: string; accept: FormAction; decline: FormAction }

/** For the invited person, signed in. */
export function AcceptInvitation({ invitation, token, accept, decline }: AcceptProps) {
  return (
    <div className="w-full max-w-sm">
      <Heading invitation={invitation} />
      <ActionForm action={accept} className="mt-8 space-y-5">
        <HiddenFields values={{ token }} />
        <SubmitButton className={button({ className: 'w-full' })}>Accept invitation</SubmitButton>
      </ActionForm>
      <ActionForm action={decline} className="mt-3 space-y-5">
        <HiddenFields values={{ token }} />
        <SubmitButton className={button({ variant: 'secondary', className: 'w-full' })}>Decline</SubmitButton>
      </ActionForm>
    </div>
  )
}

type JoinProps = { invitation: Invitation; email: string; token: string; join: FormAction }

/** For the invited person without an account. */
export function JoinTeam({ invitation, email, token, join }: JoinProps) {
  return (
    <div className="w-full max-w-sm">
      <Heading invitation={invitation} />
      <ActionForm action={join} className="mt-8 space-y-5">
        <HiddenFields values={{ token }} />
        <Field autoComplete="username" defaultValue={email} label="Email" name="email" readOnly type="email" />
        <Field autoComplete="name" label="Name" maxLength={80} name="name" required />
        <NewPasswordField />
        <SubmitButton className={button({ className: 'w-full' })}>Create account and join</SubmitButton>
      </ActionForm>
    </div>
  )
}

type SwitchProps = { email: string; viewer: string; token: string; signOut: FormAction }

/** For someone who is signed in with another address. Says nothing about the team. */
export function SwitchAccount({ email, viewer, token, signOut }: SwitchProps) {
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold wrap-anywhere">This invitation is for {email}</h1>
      <p className="mt-2 text-muted wrap-anywhere">
        You’re signed in as {viewer}. Sign out to continue as {email}.
      </p>
      <ActionForm action={signOut} className="mt-8 space-y-5">
        <HiddenFields values={{ token }} />
        <SubmitButton className={button({ className: 'w-full' })}>Sign out</SubmitButton>
      </ActionForm>
    </div>
  )
}
