import { ActionForm } from '@/components/forms/action-form'
import { HiddenFields } from '@/components/forms/hidden-fields'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'
import { formatDate } from '@/lib/format'

type Item = { id: string; name: string; createdAt: Date }

type Props = {
  projects: Item[]
  /** Omit it for a read-only list. */
  remove?: FormAction
}

export function ProjectList({ projects, remove }: Props) {
  return (
    <ul className="divide-y">
      {projects.map((project) => (
        <li className="flex items-center justify-between gap-4 py-3 first:pt-0 last:pb-0" key={project.id}>
          <div className="min-w-0">
            <p className="truncate font-medium" id={`project-${project.id}`}>
              {project.name}
            </p>
            <p className="text-sm text-muted">Created {formatDate(project.createdAt)}</p>
          </div>
          {remove && (
            <ActionForm action={remove} className="flex flex-wrap items-center justify-end gap-2">
              <HiddenFields values={{ projectId: project.id }} />
              <SubmitButton
                className={button({ variant: 'ghost', size: 'small' })}
                // Tells screen reader users which project the button deletes.
                describedBy={`project-${project.id}`}
              >
                Delete
              </SubmitButton>
            </ActionForm>
          )}
        </li>
      ))}
    </ul>
  )
}
