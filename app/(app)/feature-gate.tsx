import type { ReactNode } from 'react'
import { UpgradeCard } from '@/components/billing/upgrade-card'
import type { Viewer } from '@/lib/auth'
import { can, canManageBilling, getBilling } from '@/lib/billing'
import type { Features } from '@/lib/billing/plans'

type Props = {
  viewer: Viewer
  feature: keyof Features
  /** A component that loads its own data. It does not run if the plan lacks the feature. */
  children: ReactNode
}

/** Shows its children if the team's plan has the feature, and an upgrade card otherwise. */
export async function FeatureGate({ viewer, feature, children }: Props) {
  if (await can(viewer, feature)) return children
  return <UpgradeCard canManage={canManageBilling(viewer)} feature={feature} overview={await getBilling(viewer)} />
}
