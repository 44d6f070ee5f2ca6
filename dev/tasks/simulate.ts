import { parseArgs } from 'node:util'
import { simulate } from '../simulation/run'

// npm run simulate -- [--seed N] [--runs N]

const { values } = parseArgs({ options: { seed: { type: 'string' }, runs: { type: 'string' } } })
const seed = Number(values.seed ?? 1)
const runs = Number(values.runs ?? 100)
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  console.error('--seed and --runs must be whole numbers, and --runs must be at least 1.')
  process.exit(2)
}

const { passed, failed } = await simulate({ seed, runs })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
