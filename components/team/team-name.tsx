import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { FormAction } from '@/lib/form-state'

type Props = { teamName: string; rename: FormAction }

export function TeamName({ teamName, rename }: Props) {
  return (
    <ActionForm action={rename} className="space-y-4" label="Rename team">
      <div className="flex flex-wrap items-end gap-3">
        <Field
          autoComplete="off"
          className="min-w-48 grow"
          defaultValue={teamName}
          hint="Your team and the people you invite can see this."
          label="Team name"
          maxLength={80}
          name="teamName"
          required
        />
        <SubmitButton className={button({ variant: 'secondary' })}>Save name</SubmitButton>
      </div>
    </ActionForm>
  )
}

export function CreateTeam({ create }: { create: FormAction }) {
  return (
    <Card lead="Each team has its own members, projects, and billing." title="Create another team">
      <ActionForm action={create} className="space-y-4" label="Create a team">
        <div className="flex flex-wrap items-end gap-3">
          <Field
            autoComplete="off"
            className="min-w-48 grow"
            label="Name of the new team"
            maxLength={80}
            name="teamName"
            required
          />
          <SubmitButton className={button({ variant: 'secondary' })}>Create team</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  )
}
