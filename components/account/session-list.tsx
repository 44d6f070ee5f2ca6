import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { Badge } from '@/components/ui/badge'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'
import { formatTime } from '@/lib/format'

type Session = {
  id: string
  device: string
  address: string | null
  signedInAt: Date
  lastSeenAt: Date
  isCurrent: boolean
}

type Props = {
  /** The current session first. */
  sessions: Session[]
  actions: { end: FormAction; endOthers: FormAction }
}

/** The browsers that are signed in, each with a button that signs it out. */
export function SessionList({ sessions, actions }: Props) {
  return (
    <>
      <ul className="divide-y">
        {sessions.map((session) => (
          <li
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-4 first:pt-0 last:pb-0"
            key={session.id}
          >
            <div className="min-w-0 text-sm" id={`session-${session.id}`}>
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-base font-medium">
                {session.device}
                {session.isCurrent && <Badge tone="good">This device</Badge>}
              </p>
              <p className="mt-1 text-muted wrap-anywhere">
                {session.isCurrent ? 'Active now' : `Last seen ${formatTime(session.lastSeenAt)}`}
                {session.address && ` from ${session.address}`}
              </p>
              <p className="text-muted">Signed in {formatTime(session.signedInAt)}</p>
            </div>
            {!session.isCurrent && (
              <ActionForm action={actions.end} className="flex flex-wrap items-center gap-2">
                <HiddenFields values={{ session: session.id }} />
                <SubmitButton
                  className={button({ variant: 'secondary', size: 'small' })}
                  // Tells screen reader users which browser the button signs out.
                  describedBy={`session-${session.id}`}
                >
                  Revoke
                </SubmitButton>
              </ActionForm>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <ActionForm action={actions.endOthers} className="mt-5 space-y-4 border-t pt-5">
          <SubmitButton className={button({ variant: 'danger', size: 'small' })}>Sign out everywhere else</SubmitButton>
        </ActionForm>
      )}
    </>
  )
}
