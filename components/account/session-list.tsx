import { ActionForm } from '@/components/forms/action-form'
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
  /** Ends the session whose ID is in the field `session`. The ID `others` ends all sessions except the current one. */
  revoke: FormAction
}

/** The browsers that are signed in, each with a button that signs it out. */
export function SessionList({ sessions, revoke }: Props) {
  return (
    // All sessions share one form, so that its message stays when a session disappears from the list.
    <ActionForm action={revoke} className="space-y-5" label="Sessions">
      <ul className="divide-y">
        {sessions.map((session) => (
          <li
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0"
            key={session.id}
          >
            <SessionFacts session={session} />
            {!session.isCurrent && (
              <SubmitButton
                className={button({ variant: 'secondary', size: 'small' })}
                // Tells screen reader users which browser the button signs out.
                describedBy={`session-${session.id}`}
                name="session"
                value={session.id}
              >
                Revoke
              </SubmitButton>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div className="border-t pt-5">
          <SubmitButton className={button({ variant: 'danger', size: 'small' })} name="session" value="others">
            Sign out everywhere else
          </SubmitButton>
        </div>
      )}
    </ActionForm>
  )
}

function SessionFacts({ session }: { session: Session }) {
  return (
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
  )
}
