import type { Metadata } from 'next'
import Link from 'next/link'
import { AcceptInvitation, JoinTeam, SwitchAccount } from '@/components/team/accept-invitation'
import { button } from '@/components/ui/button'
import { getViewer } from '@/lib/auth'
import { getInvitationLink, getNewUserInvitation, getOwnInvitation } from '@/lib/teams'
import { acceptInvitationAction, declineInvitationAction, joinAction, switchAccountAction } from './actions'

export const metadata: Metadata = { title: 'Invitation' }

// Opening the link changes nothing, because mail scanners open links too.
export default async function AcceptInvitationPage({ searchParams }: PageProps<'/invitations/accept'>) {
  const [{ token }, viewer] = await Promise.all([searchParams, getViewer()])
  const now = new Date()
  const link = typeof token === 'string' ? await getInvitationLink(token, now) : null
  if (typeof token !== 'string' || !link) return <NoLongerWorks isSignedIn={viewer !== null} />
  if (viewer) {
    const own = await getOwnInvitation(viewer, token, now)
    if (!own)
      return <SwitchAccount email={link.email} signOut={switchAccountAction} token={token} viewer={viewer.email} />
    return (
      <AcceptInvitation
        accept={acceptInvitationAction}
        decline={declineInvitationAction}
        invitation={own}
        token={token}
      />
    )
  }
  const invitation = await getNewUserInvitation(token, now)
  if (invitation) return <JoinTeam email={link.email} invitation={invitation} join={joinAction} token={token} />
  const next = `/invitations/accept?token=${token}`
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">You’re invited</h1>
      <p className="mt-2 text-muted wrap-anywhere">Sign in as {link.email} to see the invitation and accept it.</p>
      <Link className={button({ className: 'mt-8 w-full' })} href={{ pathname: '/sign-in', query: { next } }}>
        Sign in
      </Link>
    </div>
  )
}

function NoLongerWorks({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-3xl font-semibold">This invitation no longer works</h1>
      <p className="mt-2 text-muted">
        It expired, was revoked, was replaced by a newer one, or was already used. Ask the person who invited you for a
        new one.
      </p>
      <Link className={button({ className: 'mt-8 w-full' })} href={isSignedIn ? '/dashboard' : '/sign-in'}>
        {isSignedIn ? 'Go to your dashboard' : 'Sign in'}
      </Link>
    </div>
  )
}
