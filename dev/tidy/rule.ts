import type { Repository } from './repository'

/** One rule of the house: what it says, and everything in a repository that breaks it, a line for each. */
export type Rule = { name: string; check: (repository: Repository) => string[] }
