import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { groups } from './conformance/all-cases'
import { Controls } from './controls/controls'
import { createEngine } from './create-engine'
import type { Context } from './engine/core/context'
import { numberOfToken } from './engine/payments/test-cards'
import { Deliveries } from './engine/webhooks/deliveries'
import { pages } from './pages'
import { registeredOperations } from './testing/registered-operations'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')

function rowsUnder(heading: string): string[][] {
  const section = readme.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** `METHOD path` for each method in each row. Brackets mark an optional part. */
function routesUnder(heading: string): string[] {
  return rowsUnder(heading).flatMap(([path = '', methods = '']) =>
    [...new Set([path.replace(/\[.*?\]/, ''), path.replace(/[[\]]/g, '')])].flatMap((one) =>
      methods.split(' ').map((method) => `${method} ${one}`),
    ),
  )
}

let ctx: Context

beforeAll(() => {
  ctx = createEngine()
})

/** Whether an operation exists only to reject requests. */
function isUnsupported(method: 'GET' | 'POST' | 'DELETE', path: string): boolean {
  try {
    ctx.call(method, path.replace(/:\w+/g, 'x'))
    return false
  } catch (error) {
    return error instanceof Error && /does not implement|^Unrecognized request URL/.test(error.message)
  }
}

describe('the stand-in’s README', () => {
  it('lists every operation and whether it is implemented', () => {
    const listed = rowsUnder('Every operation').flatMap(([path, methods = '', state]) =>
      methods.split(' ').map((method) => `${method} ${path} ${state}`),
    )
    const registered = registeredOperations().map(
      ({ method, path }) => `${method} ${path} ${isUnsupported(method, path) ? 'rejected' : 'implemented'}`,
    )
    expect(listed.sort()).toEqual(registered.sort())
  })

  it('marks every operation as documented or assumed', () => {
    for (const [path, , , basis, note] of rowsUnder('Every operation')) {
      expect(['documented', 'documented, partly assumed'], path).toContain(basis)
      if (basis !== 'documented') expect(note, path).not.toBe('')
    }
  })

  it('lists every page', () => {
    const { routes } = pages(ctx)
    const registered = routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
    expect(routesUnder('Every page').sort()).toEqual([...new Set(registered)].sort())
  })

  it('lists every control', () => {
    const { routes } = new Controls(ctx, new Deliveries(ctx), () => {}).routes()
    const registered = routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} /_control${path}`)
    expect(routesUnder('Controls for tests').sort()).toEqual(registered.sort())
  })

  it('lists the card number of each token', () => {
    const rows = rowsUnder('Test cards')
    expect(rows.length).toBeGreaterThan(10)
    for (const [number, token = ''] of rows) if (token !== '–') expect(numberOfToken(token), token).toBe(number)
  })

  it('lists permanent differences and their reasons', () => {
    const cases = groups.flatMap((group) => group.cases.map((one) => ({ ...one, group: group.name })))
    const differing = cases.flatMap((one) => (one.differs ? [[`${one.group}: ${one.name}`, one.differs]] : []))
    expect(rowsUnder('Permanent differences')).toEqual(differing)
  })

  it('lists every reason why a case cannot run against Stripe', () => {
    const reasons = new Set(groups.flatMap(({ cases }) => cases.flatMap(({ localOnly }) => localOnly ?? [])))
    for (const reason of reasons) expect(readme).toContain(`- ${reason}\n`)
  })
})

describe('the conformance cases', () => {
  it('have unique names', () => {
    const names = groups.flatMap(({ name, cases }) => cases.map((one) => `${name}: ${one.name}`))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('cite their sources', () => {
    const tags = /\b(N23|OAS-E|D|X|3P|GK|section \d)\b/
    for (const { cases } of groups) for (const { name, source } of cases) expect(source, name).toMatch(tags)
  })
})
