import type { Route } from 'next'
import type { Features } from '@/lib/billing/plans'

type NavEntry = {
  href: Route
  text: string
  /** One of app/icons.css, before the text. */
  icon: `before:icon-${string}`
  /** Teams whose plan lacks it see a lock. The page itself is gated by `FeatureGate`. */
  feature?: keyof Features
}

/** The application's pages, in the order of the navigation. */
export const navEntries: NavEntry[] = [
  { href: '/dashboard', text: 'Dashboard', icon: 'before:icon-dashboard' },
  { href: '/projects', text: 'Projects', icon: 'before:icon-folder' },
  { href: '/export', text: 'Export', icon: 'before:icon-download', feature: 'csvExport' },
  { href: '/account/billing', text: 'Billing', icon: 'before:icon-card' },
  { href: '/account/profile', text: 'Profile', icon: 'before:icon-user' },
]
