export type AppErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'limit_reached'
  | 'conflict'
  | 'payment_required'
  | 'rate_limited'
  | 'unavailable'

/** An error whose message is meant for the person at the screen. A bug is a plain `Error`, and is never shown. */
export class AppError extends Error {
  constructor(
    readonly code: AppErrorCode,
    /** A sentence that says what to do. */
    readonly userMessage: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${userMessage}`, options)
    this.name = 'AppError'
  }
}
