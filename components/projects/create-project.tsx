import Link from 'next/link'
import { ActionForm } from '@/components/forms/action-form'
import { Field } from '@/components/forms/field'
import { SubmitButton } from '@/components/forms/submit-button'
import { button } from '@/components/ui/button'
import type { FormAction } from '@/lib/form-state'

type Props = {
  usage: { used: number; max: number | null }
  create: FormAction
}

/** The form for a new project, or an upgrade link at the plan's limit. The server also enforces the limit. */
export function CreateProject({ usage: { used, max }, create }: Props) {
  if (max !== null && used >= max) {
    return (
      <div className="flex flex-col items-start justify-between gap-4 sm:flex-row sm:items-center">
        <p className="text-sm text-muted">
          Your plan includes {max} projects, and you’re using {used}. Delete projects or upgrade to create more.
        </p>
        <Link className={button({ className: 'shrink-0' })} href="/pricing">
          See plans
        </Link>
      </div>
    )
  }
  return (
    <ActionForm action={create} className="space-y-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field autoComplete="off" className="min-w-48 grow" label="Project name" maxLength={80} name="name" required />
        <SubmitButton className={button()}>Create project</SubmitButton>
      </div>
    </ActionForm>
  )
}
