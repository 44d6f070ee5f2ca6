/** Something that must never be: what a history fails with. */
export class Violation extends Error {
  /** @param rule which promise was broken, in a few words; shrinking keeps it the same */
  constructor(
    readonly rule: string,
    readonly detail: string,
  ) {
    super(`${rule}: ${detail}`)
  }
}
