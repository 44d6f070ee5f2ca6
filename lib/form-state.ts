/** What a server action answers to its form. Closed: a form can render every case. */
export type FormState =
  | { status: 'idle' }
  | {
      status: 'error'
      message: string
      fieldErrors: Record<string, string>
      values: Record<string, string>
      /** A page that helps, shown after the message. */
      link?: { href: `/${string}`; text: string }
    }
  | { status: 'success'; message: string }

export const idle: FormState = { status: 'idle' }

/** The shape that `useActionState` wants of a server action. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>
