/** A broken invariant, which is why a history failed. */
export class Violation extends Error {
  /** @param rule the invariant, which stays the same while a history is shrunk */
  constructor(
    readonly rule: string,
    readonly detail: string,
  ) {
    super(`${rule}: ${detail}`)
  }
}
