'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { TeamContext } from '@/components/forms/action-form'
import type { Features } from '@/lib/billing/plans'
import type { FormAction } from '@/lib/form-state'
import { AppNav } from './app-nav'
import { Logo } from './logo'
import { MobileMenu } from './mobile-menu'
import { SignedInAs } from './signed-in-as'
import { type TeamChoice, TeamSwitcher } from './team-switcher'

type Props = {
  name: string
  /** The current team. */
  teamId: string
  /** All of the viewer's teams. */
  teams: TeamChoice[]
  switchTeam: FormAction
  signOut: FormAction
  /** A notice for every page, for example about a failed payment. */
  banner?: ReactNode
  /** The features in the team's plan. */
  features: Features
  /** True if the app uses the Stripe stand-in. */
  isSimulated: boolean
  children: ReactNode
}

/**
 * The layout of every signed-in page: a sidebar on wide screens, a top bar with a menu on narrow ones. It is a client
 * component so that the server payload does not repeat its markup.
 */
export function AppShell(props: Props) {
  const { name, teamId, teams, switchTeam, signOut, banner, features, isSimulated, children } = props
  return (
    <div className="flex min-h-dvh flex-col">
      {isSimulated && (
        <aside aria-label="Test mode" className="bg-ink px-4 py-1.5 text-center text-xs text-ground">
          Payments are simulated. No card is charged.
        </aside>
      )}
      <div className="grow lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <header className="border-b bg-surface lg:border-r lg:border-b-0">
          <div className="relative flex h-16 items-center justify-between gap-4 px-5 lg:sticky lg:top-0 lg:h-full lg:max-h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:gap-0 lg:px-3 lg:pt-5 lg:pb-4">
            <Link className="flex rounded-sm lg:mx-3 lg:mb-7" href="/dashboard">
              <Logo />
            </Link>
            <MobileMenu />
            <div className="hidden peer-open:max-lg:menu lg:flex lg:grow lg:flex-col lg:justify-between">
              <AppNav features={features} />
              <div className="mt-4 border-t pt-4 lg:mt-0">
                <SignedInAs name={name} signOut={signOut}>
                  <TeamSwitcher current={teamId} switchTeam={switchTeam} teams={teams} />
                </SignedInAs>
              </div>
            </div>
          </div>
        </header>
        <div className="min-w-0">
          <TeamContext value={teamId}>
            {banner}
            <main className="mx-auto max-w-4xl px-5 py-8 sm:px-8 lg:py-12" id="content" tabIndex={-1}>
              {children}
            </main>
          </TeamContext>
        </div>
      </div>
    </div>
  )
}
