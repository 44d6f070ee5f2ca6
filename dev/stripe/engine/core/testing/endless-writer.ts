import { writeSync } from 'node:fs'
import { Store } from '../store'

// Writes pairs of objects forever and prints each pair's number after the commit. The test kills this process.
const store = new Store(process.argv[2])
for (let number = 0; ; number++) {
  store.transaction(() => {
    store.put({ id: `p${number}`, object: 'pair', text: 'x'.repeat(200) })
    store.put({ id: `t${number}`, object: 'twin', text: 'y'.repeat(200) })
  })
  acknowledge(number)
}

function acknowledge(number: number): void {
  try {
    writeSync(1, `${number}\n`)
  } catch {
    // The reader is slow. This number is not acknowledged, so losing it does not matter.
  }
}
