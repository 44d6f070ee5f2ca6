import type { Metadata } from 'next'
import Link from 'next/link'
import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { AuthPanel } from '@/components/layout/auth-panel'
import { button } from '@/components/ui/button'
import { getEmailChangeLink } from '@/lib/users'
import { changeEmailByLinkAction } from '../actions'

export const metadata: Metadata = { title: 'Change your email address' }

const results = {
  waiting: {
    title: 'One more link to open',
    lead: 'Thank you. The change takes effect when you open the link that we sent to your other address.',
  },
  changed: {
    title: 'Your email address was changed',
    lead: 'From now on, sign in with your new address.',
  },
  gone: {
    title: 'This link no longer works',
    lead: 'It expired, was already used, or was replaced by a newer one. You can change your email address on your profile page.',
  },
}

export default async function ChangeEmailPage({ searchParams }: PageProps<'/change-email'>) {
  const { token, result } = await searchParams
  const link = typeof token === 'string' ? await getEmailChangeLink(token, new Date()) : null
  if (!link) {
    return (
      <AuthPanel {...(result === 'waiting' || result === 'changed' ? results[result] : results.gone)}>
        <Link className={button({ variant: 'secondary', className: 'mt-8' })} href="/account/profile">
          Go to your profile
        </Link>
      </AuthPanel>
    )
  }
  const texts =
    link.kind === 'confirm'
      ? { lead: `Use ${link.newEmail} for your account?`, submit: 'Confirm this address' }
      : { lead: `Change your account’s email address to ${link.newEmail}?`, submit: 'Approve the change' }
  return (
    <AuthPanel lead={texts.lead} title="Change your email address">
      <ActionForm action={changeEmailByLinkAction} className="mt-8 space-y-5">
        <HiddenFields values={{ token: String(token) }} />
        <SubmitButton className={button({ className: 'w-full' })}>{texts.submit}</SubmitButton>
      </ActionForm>
    </AuthPanel>
  )
}
