import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { Controls } from './controls/controls'
import { createEngine } from './create-engine'
import { runDue } from './engine/clock/due-work'
import type { Context } from './engine/core/context'
import { claimStateFile } from './engine/core/state-file-lock'
import { Store } from './engine/core/store'
import { makeDefault } from './engine/portal/configurations'
import { Deliveries } from './engine/webhooks/deliveries'
import { api } from './http/api-routes'
import { prune } from './http/idempotency'
import { reject } from './http/local-requests'
import { pages } from './pages'

export type StandInOptions = {
  port?: number
  /** Where to send events. Without it, only endpoints created through the API get events. */
  webhookUrl?: string
  /** The file that stores the state. Without it, the state is lost on exit. */
  stateFile?: string
  secretKey?: string
  webhookSecret?: string
  businessName?: string
  /** Creates a default portal configuration, so portal sessions do not need to specify one. */
  defaultPortal?: boolean
  wallClock?: () => number
}

export type StandIn = {
  url: string
  secretKey: string
  webhookSecret: string
  ctx: Context
  deliveries: Deliveries
  close: () => Promise<void>
}

const tickMs = 2_000
const pruneMs = 3_600_000

/**
 * Starts the stand-in on 127.0.0.1.
 * @throws StateFileError if another stand-in uses the state file, or the file contains something else
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const release = options.stateFile ? await claimStateFile(options.stateFile) : async () => {}
  try {
    const started = await start(options)
    const close = async () => {
      await started.close()
      await release()
    }
    return { ...started, close }
  } catch (error) {
    await release()
    throw error
  }
}

async function start(options: StandInOptions): Promise<StandIn> {
  const { secretKey = 'sk_test_local_stand_in', webhookSecret = 'whsec_local_stand_in' } = options
  const { wallClock, businessName } = options
  const ctx = createEngine({ store: new Store(options.stateFile), wallClock, businessName })
  const deliveries = new Deliveries(ctx)
  const prepare = () => {
    if (options.webhookUrl) ensureEndpoint(ctx, options.webhookUrl, webhookSecret)
    if (options.defaultPortal) ensureDefaultPortal(ctx)
  }
  const controls = new Controls(ctx, deliveries, prepare)
  const server = await listen(assemble(ctx, controls, secretKey), options.port ?? 0)
  ctx.origin = `http://127.0.0.1:${server.port}`
  prepare()
  prune(ctx)
  // Work that came due while the stand-in was stopped runs now. Later work runs as time passes.
  const work = () => {
    try {
      runDue(ctx, ctx.wallClock())
    } catch (error) {
      console.error('could not run scheduled work, trying again', error)
    }
  }
  work()
  deliveries.resume()
  const timer = setInterval(work, tickMs)
  const pruning = setInterval(() => prune(ctx), pruneMs)
  const close = async () => {
    clearInterval(timer)
    clearInterval(pruning)
    deliveries.close()
    await server.close()
    ctx.store.close()
  }
  return { url: ctx.origin, secretKey, webhookSecret, ctx, deliveries, close }
}

function assemble(ctx: Context, controls: Controls, secretKey: string): Hono {
  const app = new Hono()
  app.route('/', api(ctx, secretKey, controls))
  app.route('/_control', controls.routes())
  app.route('/', pages(ctx))
  return app
}

async function listen(app: Hono, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const answer = getRequestListener(app.fetch)
  const server = createServer(async (incoming, outgoing) => {
    if (!reject(incoming, outgoing)) await answer(incoming, outgoing)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the stand-in has no port')
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
  }
  return { port: address.port, close }
}

function ensureEndpoint(ctx: Context, url: string, secret: string): void {
  const known = ctx.store.all('webhook_endpoint').find((one) => one.url === url)
  const endpoint = {
    id: known?.id ?? 'we_stand_in',
    object: 'webhook_endpoint',
    api_version: ctx.apiVersion,
    application: null,
    created: ctx.wallClock(),
  }
  const rest = { description: null, enabled_events: ['*'], livemode: false, metadata: {}, status: 'enabled', url }
  ctx.transaction(() => ctx.store.put({ ...endpoint, ...rest, _secret: secret }))
}

function ensureDefaultPortal(ctx: Context): void {
  if (ctx.store.all('billing_portal.configuration').some((one) => one.is_default)) return
  ctx.transaction(() => makeDefault(ctx))
}
