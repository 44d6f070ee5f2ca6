/** What a server action returns to its form. A form can render every case. */
export type FormState =
  | { status: 'idle' }
  | {
      status: 'error'
      message: string
      fieldErrors: Record<string, string>
      values: Record<string, string>
      /** A link to a helpful page, shown after the message. */
      link?: { href: `/${string}`; text: string }
    }
  | {
      status: 'success'
      message: string
      /** The submitted values, for a form that can be submitted again. */
      values?: Record<string, string>
    }

export const idle: FormState = { status: 'idle' }

/** A server action as `useActionState` expects it. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>
