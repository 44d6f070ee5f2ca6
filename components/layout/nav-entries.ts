import type { Route } from 'next'
import type { Features } from '@/lib/billing/plans'

type NavEntry = {
  href: Route
  text: string
  /** An icon class from app/icons.css. */
  icon: `before:icon-${string}`
  /** Shows a lock if the plan lacks this feature. `FeatureGate` protects the page itself. */
  feature?: keyof Features
}

export const navEntries: NavEntry[] = [
  { href: '/dashboard', text: 'Dashboard', icon: 'before:icon-dashboard' },
  { href: '/projects', text: 'Projects', icon: 'before:icon-folder' },
  { href: '/export', text: 'Export', icon: 'before:icon-download', feature: 'csvExport' },
  { href: '/account/billing', text: 'Billing', icon: 'before:icon-card' },
  { href: '/account/team', text: 'Team', icon: 'before:icon-users' },
  { href: '/account/profile', text: 'Profile', icon: 'before:icon-user' },
  { href: '/account/security', text: 'Security', icon: 'before:icon-shield' },
]
