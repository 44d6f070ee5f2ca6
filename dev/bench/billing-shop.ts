import { spawn } from 'node:child_process'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '@/prisma/migrate.mjs'
import { ensureDatabase, startPostgres } from '../postgres'

/**
 * Starts a database and a stand-in process, and sets the environment for product code that is loaded later.
 *
 * @param name the database name
 */
export async function openShop(name: string) {
  const server = await startPostgres(path.join('.local', 'bench'))
  const url = await ensureDatabase(server, `${name}_${process.pid}`)
  await migrate(url)
  const args = ['--import', 'tsx', path.join('dev', 'tasks', 'stripe.ts'), '--port', '0']
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data)))
    child.once('exit', (code) => reject(new Error(`the stand-in exited with ${code}`)))
  })
  const stripe = JSON.parse(line) as { url: string; secretKey: string; webhookSecret: string }
  Object.assign(process.env, {
    DATABASE_URL: url,
    APP_URL: 'http://localhost:3000',
    AUTH_SECRET: 'a long secret used only for benchmarks',
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_API_BASE: stripe.url,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'silent',
  })
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const calls = async () => ((await (await fetch(`${stripe.url}/_control/calls`)).json()) as { count: number }).count
  const forgetCalls = () => fetch(`${stripe.url}/_control/calls`, { method: 'DELETE' })
  const close = async () => {
    await pool.end()
    child.kill()
    if (!server.wasRunning) server.stop()
  }
  return { pool, calls, forgetCalls, close }
}

type Shop = Awaited<ReturnType<typeof openShop>>

/** Creates teams with a customer, a card, and a subscription in Stripe, and billing rows that still need a sync. */
export async function addSubscribers({ pool }: Shop, count: number): Promise<string[]> {
  const { stripe } = await import('@/lib/billing/stripe/client')
  const { getCatalog } = await import('@/lib/billing/catalog/catalog')
  const { applyCatalog } = await import('@/lib/billing/catalog/apply-catalog')
  await applyCatalog({ dryRun: false })
  const price = (await getCatalog()).priceId('business', 'month')
  const ids: string[] = []
  const add = async (id: string) => {
    const customer = await stripe().customers.create({ metadata: { team_id: id }, email: `${id}@example.com` })
    const method = await stripe().paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const items = [{ price, quantity: 2 }]
    await stripe().subscriptions.create({ customer: customer.id, items, default_payment_method: method.id })
    await pool.query('INSERT INTO "Team" ("id", "name") VALUES ($1, $1)', [id])
    const row =
      'INSERT INTO "BillingCustomer" ("id", "teamId", "stripeCustomerId", "livemode", "createKey") VALUES ($1, $1, $2, false, $1)'
    await pool.query(row, [id, customer.id])
    await pool.query('INSERT INTO "BillingSync" ("customerId", "dirtySeq", "dirtySince") VALUES ($1, 1, now())', [id])
    ids.push(id)
  }
  const queue = Array.from({ length: count }, (_, index) => `team_${index}`)
  const worker = async () => {
    for (let id = queue.pop(); id; id = queue.pop()) await add(id)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return ids
}
