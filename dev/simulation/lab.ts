import type { Stored } from 'stripe-stand-in/engine'
import { stripeKeys } from '../start/stripe-keys'
import { Clock, simulatedDate } from './clock'
import { Database } from './database'
import { GatedPool, gatedPackages } from './gated-packages'
import { bundleProduct, type Environment, type Mutant, type Product } from './product'
import { Scheduler, type Task } from './scheduler'
import { SimulatedStripe } from './simulated-stripe'

/** A simulated app process with its own modules, clients, and connections. */
export type App = { product: Product; pool: GatedPool; name: string }

/** The start time of every history. It is fixed so that a seed always gives the same history. */
const start = Date.parse('2026-12-01T12:00:00Z')

/** The processes, database, and Stripe stand-in that histories run on, one at a time. */
export class Lab {
  readonly clock = new Clock(start)
  readonly scheduler: Scheduler
  readonly apps: App[] = []
  emails: object[] = []
  stripe: SimulatedStripe
  prices: Record<string, string> = {}
  private catalog: Stored[] = []
  private boots = 0

  private constructor(
    readonly database: Database,
    private make: (environment: Environment) => Product,
  ) {
    this.scheduler = new Scheduler(() => database.lockWaits())
    this.stripe = new SimulatedStripe(this.clock, [])
  }

  /**
   * @param url an empty database, or one that an earlier lab used
   * @param processes the number of processes that share it
   */
  static async open(url: string, processes = 2, mutant?: Mutant): Promise<Lab> {
    const database = new Database(url)
    await database.prepare()
    const lab = new Lab(database, await bundleProduct(mutant))
    await database.empty()
    await database.rows('DELETE FROM "CatalogEntry"')
    for (let index = 0; index < processes; index++) lab.boot(index)
    await lab.anyProduct().applyCatalog({ dryRun: false })
    lab.catalog = ['product', 'price', 'coupon', 'promotion_code', 'billing_portal.configuration'].flatMap((type) =>
      lab.stripe.ctx.store.all(type),
    )
    const entries = await database.rows<{ key: string; stripeId: string }>(
      `SELECT "key", "stripeId" FROM "CatalogEntry" WHERE "kind" = 'price' ORDER BY "key"`,
    )
    lab.prices = Object.fromEntries(entries.map(({ key, stripeId }) => [key, stripeId]))
    return lab
  }

  async reset(): Promise<void> {
    for (const index of this.apps.keys()) if (this.scheduler.kill(index).length > 0) await this.restart(index)
    this.clock.forget()
    this.clock.now = start
    this.stripe = new SimulatedStripe(this.clock, this.catalog)
    this.emails = []
    await this.database.empty()
  }

  /** Kills a process, starts a new one in its place, and returns the tasks that were killed. */
  async crash(index: number): Promise<Task[]> {
    const killed = this.scheduler.kill(index)
    await this.restart(index)
    return killed
  }

  anyProduct(): Product {
    return this.product(0)
  }

  product(index: number): Product {
    const app = this.apps[index % this.apps.length]
    if (!app) throw new Error('no process is running')
    return app.product
  }

  async close(): Promise<void> {
    for (const { name } of this.apps) await this.database.endBackends(name)
    await this.database.pool.end()
  }

  private async restart(index: number): Promise<void> {
    const app = this.apps[index]
    if (app) await this.database.endBackends(app.name)
    this.boot(index)
  }

  private boot(index: number): void {
    const name = `process-${index}-${++this.boots}`
    const config = { connectionString: this.database.url, application_name: name, max: 20 }
    const { scheduler } = this
    const pool = new GatedPool(
      config,
      (operation, work) => scheduler.gate(operation, work),
      (work) => scheduler.track(work),
    )
    const packages = gatedPackages(
      this.scheduler,
      pool,
      () => this.stripe.api(),
      (email) => this.emails.push(email),
    )
    const env = {
      DATABASE_URL: this.database.url,
      APP_URL: 'http://localhost:3000',
      AUTH_SECRET: 'a secret for simulations that is long enough',
      STRIPE_SECRET_KEY: stripeKeys.secretKey,
      STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
      STRIPE_API_BASE: 'http://127.0.0.1:9',
      SMTP_URL: 'smtp://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    }
    const product = this.make({ env, packages, Date: simulatedDate(() => this.clock), ...this.timers() })
    this.apps[index] = { product, pool, name }
  }

  /** Timers that fire when a step advances the history's clock. */
  private timers() {
    const owners = new Map<object, Task | undefined>()
    const settle = (timer: object) => {
      const task = owners.get(timer)
      if (owners.delete(timer) && task) task.sleeping--
    }
    return {
      setTimeout: (work: (...args: unknown[]) => void, ms: number, ...args: unknown[]) => {
        const task = this.scheduler.running()
        if (task) task.sleeping++
        const timer = this.clock.set(() => {
          settle(timer)
          this.scheduler.wake(task, () => work(...args))
        }, ms)
        owners.set(timer, task)
        return Object.assign(timer, { ref: () => timer, unref: () => timer })
      },
      clearTimeout: (timer: Parameters<Clock['clear']>[0] | undefined) => {
        if (timer && this.clock.clear(timer)) settle(timer)
      },
    }
  }
}
