import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { signatureOf } from 'stripe-stand-in'
import { migrate } from '@/prisma/migrate.mjs'
import { freePort } from '../ports'
import { ensureDatabase, startPostgres } from '../postgres'
import { stopChild } from '../start/child'
import { buildFolder } from '../start/places'
import { startStripe } from '../start/stripe'
import { stripeKeys } from '../start/stripe-keys'
import { buildShipped, isBuilt } from '../testing/shipped'
import type { Row } from './row'

const connections = 8
const turnMs = 500
const turns = 30
const warmUpTurns = 10
const customers = 50
const next = path.resolve('node_modules', 'next', 'dist', 'bin', 'next')

/**
 * Signed webhooks per second on the production build over eight connections, relative to an empty route handler (the
 * disabled cron route, which returns 404). The two alternate in half-second turns so that other load on the machine
 * affects both. Events are signed in advance because the sender shares the CPU. Runs once without pending syncs to measure
 * the webhook alone, and once while the process syncs every customer on the same cores as the stand-in and PostgreSQL.
 * Also reports single-row commits per second in PostgreSQL.
 */
export async function webhooks(): Promise<Row[]> {
  if (!isBuilt() && !(await buildShipped())) throw new Error('the production build failed')
  const server = await startPostgres(path.join('.local', 'bench'))
  const url = await ensureDatabase(server, `webhooks_${process.pid}`)
  await migrate(url)
  const standIn = await startStripe()
  const pool = new pg.Pool({ connectionString: url, max: connections })
  const port = await freePort()
  const app = await boot(port, url, standIn.url)
  try {
    const owners = await addCustomers(pool, standIn.ctx)
    const due = (at: string) => pool.query(`UPDATE "BillingSync" SET "nextAttemptAt" = ${at}`)
    await due(`now() + interval '1 hour'`)
    await takeTurns(port, owners, warmUpTurns)
    const alone = await takeTurns(port, owners, turns)
    await due('NULL')
    const busy = await takeTurns(port, owners, turns)
    return [
      { name: 'signed webhooks, 8 connections', value: Math.round(alone.webhook), unit: '/s' },
      { name: 'empty route handler, same app and run', value: Math.round(alone.empty), unit: '/s' },
      { name: 'webhooks vs. empty route', value: round2(alone.ratio), unit: 'ratio', ratio: 'target 0.7' },
      { name: 'webhooks during customer syncs', value: Math.round(busy.webhook), unit: '/s' },
      { name: 'webhooks vs. empty route during customer syncs', value: round2(busy.ratio), unit: 'ratio' },
      { name: 'PostgreSQL, single-row commits, 1 connection', value: await commits(pool, 1), unit: '/s' },
      { name: 'PostgreSQL, single-row commits, 8 connections', value: await commits(pool, connections), unit: '/s' },
    ]
  } finally {
    await stopChild(app)
    await pool.end()
    await standIn.close()
    if (!server.wasRunning) server.stop()
  }
}

async function boot(port: number, DATABASE_URL: string, STRIPE_API_BASE: string): Promise<ChildProcess> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    DATABASE_URL,
    STRIPE_API_BASE,
    APP_URL: `http://localhost:${port}`,
    AUTH_SECRET: 'a long secret used only for benchmarks',
    STRIPE_SECRET_KEY: stripeKeys.secretKey,
    STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'error',
    CRON_SECRET: '',
  }
  const app = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
    env,
    cwd: buildFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/api/cron/drain`).catch(() => null)
    if (response?.status === 404) return app
    await sleep(200)
  }
  app.kill()
  throw new Error('the production build did not start')
}

type Bank = Awaited<ReturnType<typeof startStripe>>['ctx']

async function addCustomers(pool: pg.Pool, ctx: Bank): Promise<string[]> {
  const made: string[] = []
  for (let index = 0; index < customers; index++) {
    const { id } = ctx.call('POST', '/v1/customers', { metadata: { team_id: `team_${index}` } })
    await pool.query('INSERT INTO "Team" ("id", "name") VALUES ($1, $1)', [`team_${index}`])
    const row =
      'INSERT INTO "BillingCustomer" ("id", "teamId", "stripeCustomerId", "livemode", "createKey") VALUES ($1, $1, $2, false, $1)'
    await pool.query(row, [`team_${index}`, id])
    await pool.query('INSERT INTO "BillingSync" ("customerId") VALUES ($1)', [`team_${index}`])
    made.push(id)
  }
  return made
}

let events = 0

function payload(owners: string[]): string {
  const customer = owners[events++ % owners.length]
  const object = { id: `sub_${events}`, object: 'subscription', customer, status: 'active', metadata: {} }
  const created = Math.floor(Date.now() / 1000)
  const head = { id: `evt_bench_${process.pid}_${events}`, object: 'event', api_version: '2026-10-28.endive' }
  return JSON.stringify({ ...head, created, livemode: false, type: 'customer.subscription.updated', data: { object } })
}

function request(port: number, to: string, owners: string[]): Buffer {
  const body = payload(owners)
  const head = [
    `POST ${to} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Stripe-Signature: ${signatureOf(body, stripeKeys.webhookSecret, Math.floor(Date.now() / 1000))}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Alternates between the empty route and the webhook. Returns median rates and the median ratio per turn. */
async function takeTurns(port: number, owners: string[], count: number) {
  const [empty, webhook, ratio]: [number[], number[], number[]] = [[], [], []]
  for (let turn = 0; turn < count; turn++) {
    const most = await load(port, '/api/cron/drain', 404, owners)
    const came = await load(port, '/api/stripe/webhook', 200, owners)
    empty.push(most)
    webhook.push(came)
    ratio.push(came / most)
  }
  return { empty: median(empty), webhook: median(webhook), ratio: median(ratio) }
}

/** Posts signed events over all connections for one turn. Returns the rate of responses with the expected status. */
async function load(port: number, to: string, wanted: number, owners: string[]): Promise<number> {
  const signed = Array.from({ length: 4 * turnMs }, () => request(port, to, owners))
  const startedAt = performance.now()
  let done = 0
  const next = () => {
    if (performance.now() - startedAt >= turnMs) return null
    done++
    return signed.pop() ?? request(port, to, owners)
  }
  await Promise.all(Array.from({ length: connections }, () => talk(port, wanted, next)))
  return (done * 1000) / (performance.now() - startedAt)
}

/** Sends requests one at a time over a connection with little CPU overhead. */
function talk(port: number, wanted: number, next: () => Buffer | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
    const send = () => {
      const one = next()
      if (one) socket.write(one)
      else socket.destroy()
    }
    let response = ''
    socket.on('connect', send).on('error', reject).on('close', resolve)
    socket.on('data', (part) => {
      response += part
      // Next sends chunked bodies that end with an empty chunk.
      if (!response.endsWith('\r\n0\r\n\r\n')) return
      if (!response.startsWith(`HTTP/1.1 ${wanted} `)) reject(new Error(`not ${wanted}: ${response}`))
      response = ''
      send()
    })
  })
}

async function commits(pool: pg.Pool, parallel: number): Promise<number> {
  await pool.query('CREATE TABLE IF NOT EXISTS bench_commit (id bigserial PRIMARY KEY, note text)')
  const startedAt = performance.now()
  let done = 0
  const worker = async () => {
    const client = await pool.connect()
    while (performance.now() - startedAt < 2_000) {
      await client.query(`INSERT INTO bench_commit (note) VALUES ('one')`)
      done++
    }
    client.release()
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return Math.round((done * 1000) / (performance.now() - startedAt))
}

const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
const round2 = (value: number) => Math.round(value * 100) / 100
