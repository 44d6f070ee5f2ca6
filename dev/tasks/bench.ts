import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { benchmarks } from '../bench/all'
import type { Row } from '../bench/row'

// npm run bench -- [NAME…]

const file = path.join('.portico', 'bench.md')
const names = process.argv.slice(2)
const unknown = names.find((name) => !Object.hasOwn(benchmarks, name))
if (unknown) {
  console.error(`There is no benchmark "${unknown}". These exist: ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}

const machine = `Node ${process.versions.node}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'an unknown processor'}`
const load = () => `load ${(os.loadavg()[0] ?? 0).toFixed(1)}`
const lines = [`# Figures`, '', `${new Date().toISOString().slice(0, 10)}, ${machine}, ${load()} at the start.`, '']
lines.push('| benchmark | what | figure | compared |', '|---|---|---:|---|')
for (const [name, run] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue
  for (const row of await run()) {
    lines.push(`| ${name} | ${row.name} | ${shown(row)} | ${row.ratio ?? ''} |`)
    console.log(`${name}: ${row.name}: ${shown(row)}${row.ratio ? ` (${row.ratio})` : ''}`)
  }
}
mkdirSync(path.dirname(file), { recursive: true })
writeFileSync(file, `${lines.join('\n')}\n`)
console.log(`\nThe table is in ${file}.`)
process.exit(0)

function shown({ value, unit }: Row): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
