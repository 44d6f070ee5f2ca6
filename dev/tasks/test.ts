import { build, check, integration } from '../testing/steps'
import { summary } from '../testing/report'

await check()
await integration()
await build()
process.exit(summary())
