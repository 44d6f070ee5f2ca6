import type { Metadata } from 'next'
import Link from 'next/link'
import { EmailAddress } from '@/components/account/email-address'
import { TeamPlanSentence } from '@/components/billing/team-plan-sentence'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { SubmitButton } from '@/components/forms/submit-button'
import { PageHeader } from '@/components/layout/page-header'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { requireViewer } from '@/lib/auth'
import { getSubscription } from '@/lib/billing'
import { env } from '@/lib/env'
import { getPendingEmailChange } from '@/lib/users'
import { cancelEmailChangeAction, changeEmailAction, updateProfileAction } from './actions'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const viewer = await requireViewer('/account/profile')
  const [subscription, pending] = await Promise.all([
    getSubscription(viewer),
    getPendingEmailChange(viewer, new Date()),
  ])
  return (
    <>
      <PageHeader lead={`Signed in as ${viewer.email}.`} title="Profile" />
      <Card title="Profile details">
        <ActionForm action={updateProfileAction} className="max-w-md space-y-5">
          <Field autoComplete="name" defaultValue={viewer.name} label="Name" maxLength={80} name="name" required />
          <SubmitButton className={button()}>Save changes</SubmitButton>
        </ActionForm>
      </Card>
      <Card className="mt-6" lead={`You sign in with ${viewer.email}.`} title="Email address">
        <EmailAddress
          actions={{ change: changeEmailAction, cancel: cancelEmailChangeAction }}
          email={viewer.email}
          inboxUrl={env().MAIL_INBOX_URL}
          pending={pending}
        />
      </Card>
      <Card className="mt-6" title="Plan">
        <TeamPlanSentence subscription={subscription} />
        <Link className={button({ variant: 'secondary', size: 'small', className: 'mt-5' })} href="/account/billing">
          View billing
        </Link>
      </Card>
    </>
  )
}
