import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'

/** One delivery attempt as text. */
export type Attempt = { at: number; text: string; isGood: boolean }

export function attemptsOf(event: Stored): Attempt[] {
  const attempts = (event._attempts ?? []) as { at: number; status?: number | null; error?: string | null }[]
  return attempts.map(({ at, status, error }) => ({
    at,
    text: status ? String(status) : (error ?? 'no response'),
    isGood: Boolean(status && status >= 200 && status < 300),
  }))
}

/** Resends an event to every matching endpoint. */
export function resendEvent(ctx: Context, id: string): void {
  ctx.call('POST', `/_internal/events/${id}/resend`)
}
