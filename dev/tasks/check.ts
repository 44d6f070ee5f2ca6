import { check } from '../testing/steps'
import { summary } from '../testing/report'

await check()
process.exit(summary())
