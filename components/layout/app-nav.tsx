import type { Features } from '@/lib/billing/plans'
import { navEntries } from './nav-entries'
import { NavLink } from './nav-link'

type Props = {
  /** The features in the team's plan. Pages that need another plan stay in the navigation with a lock. */
  features: Features
}

export function AppNav({ features }: Props) {
  return (
    <nav aria-label="Main">
      <ul className="space-y-0.5">
        {navEntries.map(({ href, text, icon, feature }) => (
          <li key={href}>
            <NavLink href={href} icon={icon}>
              {text}
              {feature && !features[feature] && (
                <>
                  <span className="ml-auto size-3.5 icon-lock" />
                  <span className="sr-only">(not in your plan)</span>
                </>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
