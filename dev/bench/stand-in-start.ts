import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startStandIn } from 'stripe-stand-in'
import { createEngine, Store, type Stored } from 'stripe-stand-in/engine'
import { localStripe } from 'stripe-stand-in/testing'
import { type Row, timeOf, times } from './row'

const customerCount = 10_000

/** Startup time of the stand-in with an empty state file and with ten thousand customers. */
export async function startBench(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stand-in-bench-'))
  const file = path.join(folder, 'state.jsonl')
  try {
    // Warm-up: the first start also fills the file system cache.
    await startAndAnswer(path.join(folder, 'first.jsonl'))
    const empty = await timeOf(() => startAndAnswer(path.join(folder, 'empty.jsonl')))
    fill(file)
    const full = await timeOf(() => startAndAnswer(file))
    const size = statSync(file).size / 1024 / 1024
    const of = 'the empty start'
    return [
      { name: 'start with no state', value: empty.ms, unit: 'ms' },
      {
        name: `start with ${customerCount} customers`,
        value: full.ms,
        unit: 'ms',
        ratio: times(full.cpuMs, empty.cpuMs, of),
      },
      { name: `state file of ${customerCount} customers with a card`, value: size, unit: 'MiB' },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startAndAnswer(stateFile: string): Promise<void> {
  const standIn = await startStandIn({ stateFile })
  await localStripe(standIn).customers.list({ limit: 1 })
  await standIn.close()
}

function fill(file: string): void {
  const store = new Store(file)
  const ctx = createEngine({ store })
  const call = (at: string, params: object) => ctx.call<Stored>('POST', `/v1/${at}`, params)
  for (let count = 0; count < customerCount; count++) {
    const { id } = call('customers', { email: `ada${count}@example.com` })
    call('payment_methods/pm_card_visa/attach', { customer: id })
  }
  store.close()
}
