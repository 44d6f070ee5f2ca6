import { summary } from '../testing/report'
import { build, check, integration } from '../testing/steps'

await check()
await integration()
await build()
process.exit(summary())
