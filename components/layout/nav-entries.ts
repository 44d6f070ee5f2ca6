import { CreditCard, Download, FolderClosed, LayoutDashboard, type LucideIcon, UserRound } from 'lucide-react'
import type { Route } from 'next'
import type { Features } from '@/lib/billing/plans'

type NavEntry = {
  href: Route
  text: string
  Icon: LucideIcon
  /** Teams whose plan lacks it see a lock. The page itself is gated by `FeatureGate`. */
  feature?: keyof Features
}

/** The application's pages, in the order of the navigation. */
export const navEntries: NavEntry[] = [
  { href: '/dashboard', text: 'Dashboard', Icon: LayoutDashboard },
  { href: '/projects', text: 'Projects', Icon: FolderClosed },
  { href: '/export', text: 'Export', Icon: Download, feature: 'csvExport' },
  { href: '/account/billing', text: 'Billing', Icon: CreditCard },
  { href: '/account/profile', text: 'Profile', Icon: UserRound },
]
