import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { draw } from './draw'
import { Lab } from './lab'
import { mutants } from './mutants/all'
import { bundleProduct } from './product'
import { findFailure, playSeed } from './simulate'

// The simulation has to catch what the design is there to rule out, or it proves nothing. Which seed catches a mutant is
// known, so that it takes seconds; should another change move the seeds, the search goes on from there.

/** For each mutant a seed that catches it. */
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

function* from(seed: number) {
  for (let next = seed; ; next++) yield next
}

describe('the simulation catches', () => {
  it.each(mutants.map((mutant, index) => [mutant.name, mutant, index] as const))(
    '“%s”',
    async (_, mutant, index) => {
      const first = seeds[index] ?? 1
      const { failure } = await findFailure(await url(`mutant_${index}`), mutant, from(first), Date.now() + searchMs)
      expect(failure, 'no history broke a promise').not.toBeNull()
      // The product as it is stands the very same history.
      expect((await playSeed(lab, draw(failure?.seed ?? first))).violation).toBeNull()
    },
    200_000,
  )

  it('only modules that the product loads', async () => {
    const gone = {
      name: 'gone',
      module: 'dev/simulation/clock.ts',
      replacement: 'dev/simulation/mutants/early-answer.ts',
    }
    await expect(bundleProduct(gone)).rejects.toThrow('dev/simulation/clock.ts, which is not loaded')
  })
})
