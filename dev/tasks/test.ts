import { summary } from '../testing/report'
import { browser, build, check, conformance, fourthPlan, integration, production, simulation } from '../testing/steps'

await check()
await conformance()
await integration()
await fourthPlan()
await simulation()
await build()
await production()
await browser()
process.exit(summary())
