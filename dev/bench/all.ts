import { pages } from './pages'
import { reconcileTeams } from './reconcile'
import type { Benchmark } from './row'
import { clockBench } from './stand-in-clock'
import { requestsBench } from './stand-in-requests'
import { startBench } from './stand-in-start'
import { sync } from './sync'
import { webhooks } from './webhooks'

/** All benchmarks by command-line name. */
export const benchmarks: Record<string, Benchmark> = {
  'stand-in-requests': requestsBench,
  'stand-in-clock': clockBench,
  'stand-in-start': startBench,
  pages: () => pages(),
  webhooks: () => webhooks(),
  sync: () => sync(),
  reconcile: () => reconcileTeams(),
}
