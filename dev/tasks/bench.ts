import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { benchmarks } from '../bench/all'
import type { Row } from '../bench/row'
import { runChild } from '../start/child'

// npm run bench [-- NAME…]. Separate processes: some benchmarks set the environment before they load the product.

const folder = path.join('.local', 'bench')
const table = path.join('.local', 'bench.md')
const [first, ...given] = process.argv.slice(2)
const isOne = first === '--one'
const names = isOne ? given : first ? [first, ...given] : Object.keys(benchmarks)
const unknown = names.find((name) => !Object.hasOwn(benchmarks, name))
if (unknown) {
  console.error(`There is no benchmark "${unknown}". Available benchmarks: ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}
process.exit(isOne ? await measure(names[0] ?? '') : await runEach())

function rowsFile(name: string): string {
  return path.join(folder, `${name}.json`)
}

async function measure(name: string): Promise<number> {
  const rows = (await benchmarks[name]?.()) ?? []
  for (const row of rows) console.log(`${name}: ${row.name}: ${shown(row)}${row.ratio ? ` (${row.ratio})` : ''}`)
  writeFileSync(rowsFile(name), JSON.stringify(rows))
  return 0
}

async function runEach(): Promise<number> {
  mkdirSync(folder, { recursive: true })
  const machine = `Node ${process.versions.node}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'an unknown processor'}`
  const load = `load ${(os.loadavg()[0] ?? 0).toFixed(1)}`
  const lines = ['# Benchmarks', '', `${new Date().toISOString().slice(0, 10)}, ${machine}, ${load} at the start.`, '']
  lines.push('| Benchmark | Measurement | Value | Comparison |', '|---|---|---:|---|')
  let failed = 0
  for (const name of names) {
    rmSync(rowsFile(name), { force: true })
    const self = [...process.execArgv, path.join('dev', 'tasks', 'bench.ts'), '--one', name]
    if ((await runChild(self)) === 0) lines.push(...tableRows(name))
    else failed++
  }
  writeFileSync(table, `${lines.join('\n')}\n`)
  console.log(`\nThe table is in ${table}.${failed > 0 ? ` ${failed} failed.` : ''}`)
  return failed > 0 ? 1 : 0
}

function tableRows(name: string): string[] {
  const rows: Row[] = JSON.parse(readFileSync(rowsFile(name), 'utf8'))
  return rows.map((row) => `| ${name} | ${row.name} | ${shown(row)} | ${row.ratio ?? ''} |`)
}

function shown({ value, unit }: Row): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
