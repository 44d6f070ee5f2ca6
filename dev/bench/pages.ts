import { execFileSync } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { freePort } from '../ports'
import { appEnv, bootApp, sessionCookie } from '../production/app'
import type { Booted } from '../simulation/processes'
import { stopChild } from '../start/child'
import { firstResponse, startNext } from '../start/next'
import { buildShipped, isBuilt, withoutProductVariables } from '../testing/shipped'
import { addSubscribers, openShop } from './billing-shop'
import { buildEmptyNext } from './empty-next'
import { load, median } from './load'
import type { Row } from './row'

const turnMs = 300
const turns = 40
const warmUpTurns = 12

/** The baseline for a page, and the target ratio. */
const subjects = [
  { path: '/', beside: '/', wanted: 0.9 },
  { path: '/pricing', beside: '/', wanted: 0.9 },
  { path: '/dashboard', beside: '/dynamic', wanted: 0.5 },
  { path: '/account/billing', beside: '/dynamic', wanted: 0.5 },
]

/**
 * Requests per second for pages of the production build, relative to an empty Next app of the same version: prerendered
 * pages against a prerendered page, signed-in pages against a dynamic one. Short turns alternate so that other load on the
 * machine affects both. Compression is off, as behind a proxy. Also reports document sizes and memory after the run.
 */
export async function pages(): Promise<Row[]> {
  if (!isBuilt() && !(await buildShipped())) throw new Error('the production build failed')
  const emptyFolder = await buildEmptyNext()
  const shop = await openShop('pages')
  const { db } = await import('@/lib/db')
  const booted: Booted[] = []
  try {
    const cookie = await addPerson(shop)
    const env = appEnv(process.env.DATABASE_URL ?? '', process.env.STRIPE_API_BASE ?? '')
    const app = await bootApp(env)
    booted.push(app)
    const empty = await bootEmpty(emptyFolder)
    booted.push(empty)
    const rows = await compare(app, empty, cookie)
    return [...rows, ...(await sizes(app.port, cookie)), ...memory(app, empty)]
  } finally {
    for (const { child } of booted) await stopChild(child)
    await db().$disconnect()
    await shop.close()
  }
}

/** Creates a user with a subscription and projects. Returns the session cookie. */
async function addPerson(shop: Awaited<ReturnType<typeof openShop>>): Promise<string> {
  const [teamId] = await addSubscribers(shop, 1)
  const { drainBilling } = await import('@/lib/billing')
  await drainBilling(new Date())
  const user = `INSERT INTO "User" ("id", "name", "email", "passwordHash") VALUES ('ada', 'Ada', 'ada@example.com', '')`
  await shop.pool.query(user)
  await shop.pool.query(`INSERT INTO "Membership" ("teamId", "userId", "role") VALUES ($1, 'ada', 'OWNER')`, [teamId])
  const project = 'INSERT INTO "Project" ("id", "teamId", "name") SELECT name, $1, name FROM unnest($2::text[]) name'
  await shop.pool.query(project, [teamId, ['Analytical Engine', 'Bernoulli numbers', 'Notes on the sketch']])
  return sessionCookie(shop.pool, 'ada')
}

async function bootEmpty(cwd: string): Promise<Booted> {
  mkdirSync(path.join('.local', 'bench'), { recursive: true })
  const output = openSync(path.join('.local', 'bench', 'empty-next.log'), 'a')
  const port = await freePort()
  const child = startNext('start', port, { cwd, env: withoutProductVariables(process.env), output })
  await firstResponse(child, port, 60_000)
  return { child, port }
}

async function compare(app: Booted, empty: Booted, cookie: string): Promise<Row[]> {
  const rows: Row[] = []
  for (const { path: page, beside, wanted } of subjects) {
    const [ours, theirs] = [new Runner(app, page, cookie), new Runner(empty, beside, cookie)]
    for (let turn = 0; turn < warmUpTurns; turn++) {
      await ours.turn()
      await theirs.turn()
    }
    ours.forget()
    theirs.forget()
    const ratios: number[] = []
    for (let turn = 0; turn < turns; turn++) ratios.push((await ours.turn()) / (await theirs.turn()))
    const cpu = `${ours.cpuMs().toFixed(2)} ms of CPU time vs. ${theirs.cpuMs().toFixed(2)}`
    rows.push({
      name: `${page} vs. empty ${beside}`,
      value: median(ratios),
      unit: 'ratio',
      ratio: `target ${wanted}, ${cpu}`,
    })
    rows.push({
      name: page,
      value: median(ours.rates),
      unit: '/s',
      ratio: `${Math.round(median(theirs.rates))}/s empty`,
    })
  }
  return rows
}

class Runner {
  rates: number[] = []
  private requests = 0
  private cpu = 0
  private readonly request: Buffer

  constructor(
    private readonly server: Booted,
    path: string,
    cookie: string,
  ) {
    const head = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`, 'Accept: text/html', `Cookie: ${cookie}`]
    this.request = Buffer.from(`${head.join('\r\n')}\r\n\r\n`)
  }

  async turn(): Promise<number> {
    const before = cpuMsOf(this.server)
    const { requests, seconds } = await load(this.server.port, 200, turnMs, () => this.request)
    this.cpu += cpuMsOf(this.server) - before
    this.requests += requests
    const rate = requests / seconds
    this.rates.push(rate)
    return rate
  }

  forget(): void {
    Object.assign(this, { rates: [], requests: 0, cpu: 0 })
  }

  cpuMs(): number {
    return this.cpu / this.requests
  }
}

/** The process's CPU time so far, or 0 without /proc. */
function cpuMsOf({ child }: Booted): number {
  if (process.platform !== 'linux') return 0
  // The name in parentheses may contain spaces. User and system time are fields 12 and 13 after it, in units of 10 ms.
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

async function sizes(port: number, cookie: string): Promise<Row[]> {
  const rows: Row[] = []
  for (const { path } of subjects) {
    const html = await (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } })).text()
    const flight = [...html.matchAll(/<script[^>]*>self\.__next_f\.push\(.*?<\/script>/gs)].join('').length
    const zipped = (gzipSync(html).length / 1024).toFixed(1)
    const ratio = `${(flight / 1024).toFixed(1)} KiB for React, ${zipped} KiB compressed`
    rows.push({ name: `${path}, document size`, value: Buffer.byteLength(html) / 1024, unit: 'KiB', ratio })
  }
  return rows
}

function memory(app: Booted, empty: Booted): Row[] {
  const [ours, theirs] = [app, empty].map(({ child }) => rssMib(child.pid ?? 0))
  return [
    { name: 'memory after the run', value: ours ?? 0, unit: 'MiB', ratio: `${Math.round(theirs ?? 0)} MiB empty` },
  ]
}

function rssMib(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}
