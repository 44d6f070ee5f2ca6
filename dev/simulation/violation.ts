/** A broken invariant: the reason that a history fails. */
export class Violation extends Error {
  /** @param rule the invariant; shrinking keeps it the same */
  constructor(
    readonly rule: string,
    readonly detail: string,
  ) {
    super(`${rule}: ${detail}`)
  }
}
