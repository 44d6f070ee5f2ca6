import type { Features } from '@/lib/billing/plans'
import { navEntries } from './nav-entries'
import { NavLink } from './nav-link'

type Props = {
  /** What the team's plan unlocks. A locked page keeps its entry, and shows how to unlock it. */
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
