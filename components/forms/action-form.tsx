'use client'

import type { Route } from 'next'
import Link from 'next/link'
import { createContext, type ReactNode, use, useActionState, useEffect, useRef } from 'react'
import { Message } from '@/components/ui/message'
import { type FormAction, type FormState, idle } from '@/lib/form-state'

const FormStateContext = createContext<FormState>(idle)

/** The team that the page shows, which its forms send along. See `teamAction`. Undefined outside a team's pages. */
export const TeamContext = createContext<string | undefined>(undefined)

/** Returns the latest result of the enclosing form. */
export function useFormState(): FormState {
  return use(FormStateContext)
}

type FormProps = {
  children: ReactNode
  className?: string
  /** Names the form for screen readers if the button text is not enough. */
  label?: string
}

/** A form for a server action. It works without JavaScript. */
export function ActionForm({ action, ...form }: FormProps & { action: FormAction }) {
  const [state, formAction] = useActionState(action, idle)
  return <StatefulForm {...form} formAction={formAction} state={state} />
}

/** Like `ActionForm`, for a component that also shows the state outside the form. */
export function StatefulForm({
  children,
  className,
  label,
  state,
  formAction,
}: FormProps & { state: FormState; formAction: (form: FormData) => void }) {
  const form = useRef<HTMLFormElement>(null)
  const teamId = use(TeamContext)

  useEffect(() => {
    if (state.status === 'error') form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [state])

  return (
    <FormStateContext value={state}>
      <form action={formAction} aria-label={label} className={className} ref={form}>
        {state.status !== 'idle' && (
          <Message
            role={state.status === 'error' ? 'alert' : 'status'}
            tone={state.status === 'error' ? 'danger' : 'success'}
          >
            {state.message}
            {state.status === 'error' && state.link && (
              <>
                {' '}
                <Link className="font-medium underline underline-offset-4" href={state.link.href as Route}>
                  {state.link.text}
                </Link>
              </>
            )}
          </Message>
        )}
        {teamId && <input name="teamId" type="hidden" value={teamId} />}
        {children}
      </form>
    </FormStateContext>
  )
}
