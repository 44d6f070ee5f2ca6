import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import type { FormAction } from '@/lib/form-state'

export type TeamChoice = { id: string; name: string }

type Props = {
  teams: TeamChoice[]
  /** The current team's ID. */
  current: string
  switchTeam: FormAction
}

/** Shows the current team, and a menu of the others if there are any. */
export function TeamSwitcher({ teams, current, switchTeam }: Props) {
  const name = teams.find(({ id }) => id === current)?.name
  const others = teams.filter(({ id }) => id !== current)
  if (others.length === 0) return <p className="truncate px-3 text-sm text-muted">{name}</p>
  return (
    // Closes when the team changes.
    <details className="px-3 text-sm" key={current}>
      <summary className="flex list-none items-center gap-2 rounded-sm text-muted hover:text-ink">
        <span className="truncate">
          <span className="sr-only">Switch team. Current team: </span>
          {name}
        </span>
        <span className="size-3.5 shrink-0 icon-chevrons" />
      </summary>
      <ActionForm action={switchTeam} className="mt-2 max-h-64 space-y-0.5 overflow-y-auto" label="Switch team">
        {others.map((team) => (
          <SubmitButton
            className="block w-full truncate rounded-md border px-3 py-2 text-left hover:bg-sunken"
            key={team.id}
            name="teamId"
            value={team.id}
          >
            {team.name}
          </SubmitButton>
        ))}
      </ActionForm>
    </details>
  )
}
