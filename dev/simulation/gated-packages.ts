import { createRequire } from 'node:module'
import type { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import Stripe from 'stripe'
import type { Operation, Scheduler } from './scheduler'

export type StripeApi = { fetch: (request: Request) => Promise<Response> }

type Query = { text: string }
type Work = () => Promise<unknown>
type Gate = (operation: Operation, work: Work) => Promise<unknown>
type Track = <R>(work: () => Promise<R>) => Promise<R>

const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })

/** A PostgreSQL pool that passes every statement through the gate, including BEGIN and COMMIT. */
export class GatedPool extends pg.Pool {
  constructor(
    config: pg.PoolConfig,
    private gate: Gate,
    private track: Track,
  ) {
    super(config)
    // The server ends the connections of a killed process. Ignore those errors.
    this.on('error', () => {})
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg has many more overloads than the adapter uses.
  override query(config: any, ...rest: any[]): any {
    if (rest.length > 0) return super.query(config, ...rest)
    return this.gate(statement(config), () => super.query(config))
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  override connect(callback?: any): any {
    if (callback) return super.connect(callback)
    return this.track(() => super.connect()).then((client) => {
      const release = client.release.bind(client)
      const query = client.query.bind(client) as (config: Query) => Promise<unknown>
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      const gated: any = (config: Query) => {
        const operation = statement(config)
        // If the COMMIT never arrives, the server rolls the transaction back.
        if (config.text === 'COMMIT') operation.onLost = () => query({ text: 'ROLLBACK' })
        return this.gate(operation, () => query(config))
      }
      client.query = gated
      client.release = (error?: Error | boolean) => {
        client.query = query as typeof client.query
        client.release = release
        release(error)
      }
      return client
    })
  }
}

/** Labels a statement with its verb and first table. */
function statement({ text }: Query): Operation {
  const verb = /^\s*(\w+)/.exec(text)?.[1] ?? ''
  const table = /"([A-Z]\w+)"/.exec(text)?.[1]
  return { kind: 'sql', label: table ? `${verb} ${table}` : verb, connectionError: reset }
}

/** The packages that the product uses for I/O, routed through the gate. */
export function gatedPackages(
  scheduler: Scheduler,
  pool: GatedPool,
  stripeApi: () => StripeApi,
  onEmail: (email: object) => void,
) {
  const gate: Gate = (operation, work) => scheduler.gate(operation, work)
  // Use the copy that the product requires, so that Prisma recognizes its errors.
  const adapter = createRequire(import.meta.url)('@prisma/adapter-pg') as { PrismaPg: typeof PrismaPg }
  class GatedAdapter extends adapter.PrismaPg {
    constructor(_pool: unknown) {
      super(pool)
    }
  }
  // The product creates its own pool. Give it this one.
  const driver = {
    Pool: function Pool() {
      return pool
    },
  }
  const send = (email: object) =>
    gate({ kind: 'email', label: 'email', connectionError: reset }, async () => {
      onEmail(email)
    })
  return {
    '@prisma/adapter-pg': { ...adapter, PrismaPg: GatedAdapter },
    pg: { ...driver, default: driver },
    stripe: stripeWith(gate, stripeApi),
    nodemailer: { createTransport: () => ({ sendMail: send }) },
    pino: silentPino,
    'server-only': {},
  }
}

/** The real SDK, with its requests routed through the gate to the in-process stand-in. */
function stripeWith(gate: Gate, api: () => StripeApi): unknown {
  const fetchGated = async (url: string | URL | globalThis.Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, { method: init?.method, headers: init?.headers, body: init?.body })
    const { pathname } = new URL(request.url)
    const connectionError = () => Object.assign(new TypeError('fetch failed'), { cause: reset() })
    const label = `${request.method} ${pathname}`
    return gate({ kind: 'stripe', label, connectionError }, async () => api().fetch(request)) as Promise<Response>
  }
  return class GatedStripe extends Stripe {
    constructor(key: string, config: Stripe.StripeConfig) {
      super(key, { ...config, httpClient: Stripe.createFetchHttpClient(fetchGated as typeof fetch) })
      // Skip the pauses between the SDK's retries.
      Object.assign((this as unknown as { _requestSender: object })._requestSender, { _getSleepTimeInMS: () => 0 })
    }
  }
}

const silent = new Proxy({}, { get: () => () => silent }) as object
const silentPino = Object.assign(() => silent, { default: () => silent })
