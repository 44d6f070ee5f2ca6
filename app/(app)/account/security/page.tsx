import type { Metadata } from 'next'
import { SessionList } from '@/components/account/session-list'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { NewPasswordField } from '@/components/forms/new-password-field'
import { SubmitButton } from '@/components/forms/submit-button'
import { PageHeader } from '@/components/layout/page-header'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { listSessions, requireViewer } from '@/lib/auth'
import { changePasswordAction, revokeSessionAction } from './actions'

export const metadata: Metadata = { title: 'Security' }

export default async function SecurityPage() {
  const viewer = await requireViewer('/account/security')
  const sessions = await listSessions(viewer, new Date())
  return (
    <>
      <PageHeader lead="Your password and the browsers that are signed in to your account." title="Security" />
      <div className="space-y-6">
        <Card lead="Changing your password signs out all other browsers." title="Password">
          <ActionForm action={changePasswordAction} className="max-w-md space-y-5">
            {/* Tells password managers which account this is. */}
            <input autoComplete="username" defaultValue={viewer.email} hidden name="username" readOnly type="email" />
            <Field
              autoComplete="current-password"
              label="Current password"
              maxLength={200}
              name="currentPassword"
              required
              type="password"
            />
            <NewPasswordField label="New password" />
            <SubmitButton className={button()}>Change password</SubmitButton>
          </ActionForm>
        </Card>
        <Card
          lead="If you don’t recognize a browser, sign it out and change your password."
          title="Where you’re signed in"
        >
          <SessionList revoke={revokeSessionAction} sessions={sessions} />
        </Card>
      </div>
    </>
  )
}
