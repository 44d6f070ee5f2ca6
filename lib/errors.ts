export type AppErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'limit_reached'
  | 'conflict'
  | 'invalid'
  | 'payment_required'
  | 'rate_limited'
  | 'unavailable'

/** An error whose message is shown to the user. Bugs are plain `Error`s, which are never shown. */
export class AppError extends Error {
  /** How long to wait before trying again, for `rate_limited` and `unavailable`. */
  readonly retryAfterSeconds: number | undefined
  /** The name of the form field that the message is about. */
  readonly field: string | undefined

  constructor(
    readonly code: AppErrorCode,
    /** Tells the user what to do. */
    readonly userMessage: string,
    options?: ErrorOptions & { retryAfterSeconds?: number; field?: string },
  ) {
    super(`${code}: ${userMessage}`, options)
    this.name = 'AppError'
    this.retryAfterSeconds = options?.retryAfterSeconds
    this.field = options?.field
  }
}
