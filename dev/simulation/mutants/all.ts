import type { Mutant } from '../product'

/** The four faults that the design prevents. Each replaces one product module with a module from this folder. */
export const mutants: Mutant[] = [
  {
    name: 'a sync writes without checking the version',
    module: 'lib/billing/sync/optimistic-lock.ts',
    replacement: 'dev/simulation/mutants/unchecked-version.ts',
  },
  {
    name: 'a sync reads its marks after the fetch',
    module: 'lib/billing/sync/read-state.ts',
    replacement: 'dev/simulation/mutants/late-marks.ts',
  },
  {
    name: 'an event and its mark are written separately',
    module: 'lib/billing/webhook/write-events.ts',
    replacement: 'dev/simulation/mutants/separate-mark.ts',
  },
  {
    name: 'Stripe gets its 200 before the event is stored',
    module: 'lib/billing/webhook/inbox.ts',
    replacement: 'dev/simulation/mutants/early-answer.ts',
  },
]
