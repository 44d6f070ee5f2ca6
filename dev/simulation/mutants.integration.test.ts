import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { draw } from './draw'
import { Lab } from './lab'
import { mutants } from './mutants/all'
import { bundleProduct } from './product'
import { findFailure, playSeed } from './simulate'

// The simulation must catch the faults that the design prevents. Known seeds keep this fast. If a seed no longer
// catches its mutant, the search continues from there.

/** A seed that catches each mutant. */
const seeds = [36, 36, 2, 1]
const searchMs = 120_000

const url = (name: string) => {
  const postgres = inject('postgres')
  return ensureDatabase({ url: (one) => `${postgres}${one}`, wasRunning: true, stop: () => {} }, name)
}

let lab: Lab

beforeAll(async () => {
  lab = await Lab.open(await url('unchanged'))
}, 120_000)
afterAll(() => lab.close())

function* seedsFrom(seed: number) {
  for (let next = seed; ; next++) yield next
}

describe('the simulation catches', () => {
  it.each(mutants.map((mutant, index) => [mutant.name, mutant, index] as const))(
    'the mutant where %s',
    async (_, mutant, index) => {
      const first = seeds[index] ?? 1
      const { failure } = await findFailure(
        await url(`mutant_${index}`),
        mutant,
        seedsFrom(first),
        Date.now() + searchMs,
      )
      expect(failure, 'no history failed').not.toBeNull()
      // The unmodified product passes the same history.
      expect((await playSeed(lab, draw(failure?.seed ?? first))).violation).toBeNull()
    },
    200_000,
  )

  it('a mutant that replaces a module that the product does not load', async () => {
    const unused = {
      name: 'unused',
      module: 'dev/simulation/clock.ts',
      replacement: 'dev/simulation/mutants/early-answer.ts',
    }
    await expect(bundleProduct(unused)).rejects.toThrow('dev/simulation/clock.ts, which is not loaded')
  })
})
