import { CreditCard, FolderClosed, LayoutDashboard, UserRound } from 'lucide-react'
import { NavLink } from './nav-link'

const places = [
  { href: '/dashboard', text: 'Dashboard', Icon: LayoutDashboard },
  { href: '/projects', text: 'Projects', Icon: FolderClosed },
  { href: '/account/billing', text: 'Billing', Icon: CreditCard },
  { href: '/account/profile', text: 'Profile', Icon: UserRound },
] as const

/** The application's pages. Rendered twice, for wide and narrow screens, hence the label. */
export function AppNav({ label }: { label: string }) {
  return (
    <nav aria-label={label}>
      <ul className="space-y-0.5">
        {places.map(({ href, text, Icon }) => (
          <li key={href}>
            <NavLink href={href}>
              <Icon aria-hidden="true" className="size-4" strokeWidth={1.75} />
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
