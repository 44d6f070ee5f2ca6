import type { ReactNode } from 'react'
import { signOutAction } from '@/app/(auth)/actions'
import { StatusBanner } from '@/components/billing/status-banner'
import { ReloadOnRestore } from '@/components/forms/reload-on-restore'
import { AppShell } from '@/components/layout/app-shell'
import { getViewer } from '@/lib/auth'
import { featuresOf, getBilling, isSimulated } from '@/lib/billing'
import { listTeams } from '@/lib/teams'
import { finishPaymentAction, retryPaymentAction, startFlowAction } from './account/billing/actions'
import { switchTeamAction } from './account/team/actions'

/** Only the page frame. Each page checks access itself, because layouts do not run on every navigation. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const viewer = await getViewer()
  if (!viewer) return children
  const [overview, features, teams] = await Promise.all([getBilling(viewer), featuresOf(viewer), listTeams(viewer)])
  return (
    <AppShell
      banner={
        <StatusBanner
          actions={{ finish: finishPaymentAction, retry: retryPaymentAction, startFlow: startFlowAction }}
          overview={overview}
        />
      }
      features={features}
      isSimulated={isSimulated()}
      name={viewer.name}
      signOut={signOutAction}
      switchTeam={switchTeamAction}
      teamId={viewer.teamId}
      teams={teams}
    >
      <ReloadOnRestore />
      {children}
    </AppShell>
  )
}
