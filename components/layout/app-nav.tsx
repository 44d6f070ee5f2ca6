import { Lock } from 'lucide-react'
import type { Features } from '@/lib/billing/plans'
import { navEntries } from './nav-entries'
import { NavLink } from './nav-link'

type Props = {
  /** The navigation is rendered twice, for wide and for narrow screens: a name for each. */
  label: string
  /** What the team's plan unlocks. A locked page keeps its entry, and shows how to unlock it. */
  features: Features
}

export function AppNav({ label, features }: Props) {
  return (
    <nav aria-label={label}>
      <ul className="space-y-0.5">
        {navEntries.map(({ href, text, Icon, feature }) => (
          <li key={href}>
            <NavLink href={href}>
              <Icon aria-hidden="true" className="size-4" strokeWidth={1.75} />
              {text}
              {feature && !features[feature] && (
                <>
                  <Lock aria-hidden="true" className="ml-auto size-3.5" strokeWidth={1.75} />
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
