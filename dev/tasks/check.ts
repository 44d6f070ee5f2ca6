import { summary } from '../testing/report'
import { check } from '../testing/steps'

await check()
process.exit(summary())
