import { summary } from '../testing/report'
import { browser, build, check, integration } from '../testing/steps'

await check()
await integration()
await build()
await browser()
process.exit(summary())
