import { createRequire } from 'node:module'
import type { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import Stripe from 'stripe'
import type { Operation, Scheduler } from './scheduler'

/** What answers the SDK's requests. */
export type StripeApi = { fetch: (request: Request) => Promise<Response> }

type Query = { text: string }
type Work = () => Promise<unknown>
type Gate = (operation: Operation, work: Work) => Promise<unknown>
type Outside = <R>(work: () => Promise<R>) => Promise<R>

const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })

/** PostgreSQL as one instance sees it: every statement, BEGIN and COMMIT too, goes through the gate. */
export class GatedPool extends pg.Pool {
  constructor(
    config: pg.PoolConfig,
    private gate: Gate,
    private outside: Outside,
  ) {
    super(config)
    // The backends of a killed process are ended by the server; nobody is left to hear of it.
    this.on('error', () => {})
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg overloads this far beyond what the adapter uses.
  override query(config: any, ...rest: any[]): any {
    if (rest.length > 0) return super.query(config, ...rest)
    return this.gate(statement(config), () => super.query(config))
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  override connect(callback?: any): any {
    if (callback) return super.connect(callback)
    return this.outside(() => super.connect()).then((client) => {
      const release = client.release.bind(client)
      const query = client.query.bind(client) as (config: Query) => Promise<unknown>
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      const gated: any = (config: Query) => {
        const operation = statement(config)
        // A COMMIT that never arrived leaves a transaction that the server rolls back.
        if (config.text === 'COMMIT') operation.instead = () => query({ text: 'ROLLBACK' })
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

/** A statement by its verb and its first table, which is what a trace needs of it. */
function statement({ text }: Query): Operation {
  const verb = /^\s*(\w+)/.exec(text)?.[1] ?? ''
  const table = /"([A-Z]\w+)"/.exec(text)?.[1]
  return { kind: 'sql', label: table ? `${verb} ${table}` : verb, broken: reset }
}

/** The packages through which the product reaches the world, with the gate in between. */
export function gatedPackages(
  scheduler: Scheduler,
  pool: GatedPool,
  stripeApi: () => StripeApi,
  mails: (mail: object) => void,
) {
  const gate: Gate = (operation, work) => scheduler.gate(operation, work)
  // The copy that the product's own `require` finds, so that its errors are the ones that Prisma knows.
  const adapter = createRequire(import.meta.url)('@prisma/adapter-pg') as { PrismaPg: typeof PrismaPg }
  class GatedAdapter extends adapter.PrismaPg {
    constructor(_pool: unknown) {
      super(pool)
    }
  }
  // The product makes its own pool; it gets this one.
  const driver = {
    Pool: function Pool() {
      return pool
    },
  }
  const send = (mail: object) =>
    gate({ kind: 'mail', label: 'mail', broken: reset }, async () => {
      mails(mail)
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

/** The real SDK, whose requests go to the stand-in in this process, each through the gate. */
function stripeWith(gate: Gate, api: () => StripeApi): unknown {
  const fetchGated = async (url: string | URL | globalThis.Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, { method: init?.method, headers: init?.headers, body: init?.body })
    const { pathname } = new URL(request.url)
    const broken = () => Object.assign(new TypeError('fetch failed'), { cause: reset() })
    const label = `${request.method} ${pathname}`
    return gate({ kind: 'stripe', label, broken }, async () => api().fetch(request)) as Promise<Response>
  }
  return class GatedStripe extends Stripe {
    constructor(key: string, config: Stripe.StripeConfig) {
      super(key, { ...config, httpClient: Stripe.createFetchHttpClient(fetchGated as typeof fetch) })
      // The pauses between the SDK's own retries are not worth waiting for.
      Object.assign((this as unknown as { _requestSender: object })._requestSender, { _getSleepTimeInMS: () => 0 })
    }
  }
}

const silent = new Proxy({}, { get: () => () => silent }) as object
const silentPino = Object.assign(() => silent, { default: () => silent })
