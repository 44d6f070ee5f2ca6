import { Hono, type Context as Request } from 'hono'
import { changeSettings, settingsOf } from '../engine/core/account-settings'
import type { Context } from '../engine/core/context'
import type { Deliveries } from '../engine/webhooks/deliveries'
import type { Fault, Interceptor, Scope } from '../http/faults'
import {
  checked,
  deliveriesInput,
  faultInput,
  resendInput,
  seedInput,
  settingsInput,
  waitsInput,
} from './controls-input'
import { runSeed } from './seed'

type Call = { method: string; path: string; at: number; idempotencyKey: string | null; status: number | null }

const maxLoggedCalls = 50_000

/** Test controls that Stripe's API does not have: delivery modes, faults, and the call log. */
export class Controls implements Interceptor {
  private faults: Fault[] = []
  private calls: Call[] = []
  private count = 0

  constructor(
    private ctx: Context,
    private deliveries: Deliveries,
    private afterReset: () => void,
  ) {}

  /** Logs an API call and returns its fault, if one is set. */
  take({ method, path, text, key }: Parameters<Interceptor['take']>[0]): ReturnType<Interceptor['take']> {
    const call: Call = { method, path, at: Date.now(), idempotencyKey: key ?? null, status: null }
    this.calls.push(call)
    this.count++
    // Limits memory use when the stand-in runs for weeks.
    if (this.calls.length > 2 * maxLoggedCalls) this.calls = this.calls.slice(-maxLoggedCalls)
    const fits = (one: Fault) => one.method === method && new RegExp(`^${one.path}$`).test(path)
    const concerns = ({ customer }: Scope) => !customer || text.includes(customer)
    const fault = this.faults.find((one) => one.times > 0 && fits(one) && concerns(one))
    if (fault) fault.times--
    const answered = (status: number) => {
      call.status = status
    }
    return { fault, answered }
  }

  routes(): Hono {
    const app = new Hono()
    app.use(requireJson)
    this.deliveryRoutes(app)
    this.faultRoutes(app)
    app.get('/calls', (c) => c.json({ count: this.count, calls: this.calls }))
    app.delete('/calls', (c) => {
      this.calls = []
      this.count = 0
      return c.json({ count: 0 })
    })
    app.get('/settings', (c) => c.json(settingsOf(this.ctx)))
    app.post('/settings', async (c) => {
      const change = checked(settingsInput, await c.req.json())
      return c.json(changeSettings(this.ctx, change))
    })
    app.post('/seed', async (c) => {
      const { calls } = checked(seedInput, await c.req.json())
      return c.json({ results: runSeed(this.ctx, calls) })
    })
    app.post('/reset', (c) => {
      this.ctx.store.clear()
      this.deliveries.reset()
      this.faults = []
      this.calls = []
      this.count = 0
      this.afterReset()
      return c.json({ reset: true })
    })
    app.onError((error, c) => c.json({ error: error.message }, 400))
    return app
  }

  private deliveryRoutes(app: Hono): void {
    app.post('/deliveries', async (c) => {
      const { mode, delayMs, ...filter } = checked(deliveriesInput, await c.req.json())
      this.deliveries.setMode(mode, filter, delayMs)
      return c.json({ mode })
    })
    app.post('/deliveries/release', (c) => {
      this.deliveries.release(c.req.query('customer'))
      return c.json({ mode: 'normal' })
    })
    app.post('/deliveries/idle', async (c) => {
      await this.deliveries.idle()
      return c.json({ idle: true })
    })
    app.post('/deliveries/waits', async (c) => {
      const { waitsMs } = checked(waitsInput, await c.req.json())
      this.deliveries.setWaits(waitsMs)
      return c.json({ waitsMs: waitsMs ?? 'as usual' })
    })
    app.post('/deliveries/retry', (c) => c.json({ retried: this.deliveries.retryNow() }))
    app.post('/deliveries/resend', async (c) => {
      const { event, endpoint } = checked(resendInput, await c.req.json())
      if (this.ctx.store.get(event)?.object !== 'event') throw new Error(`no event ${event}`)
      this.deliveries.resend(event, endpoint)
      return c.json({ event })
    })
  }

  private faultRoutes(app: Hono): void {
    app.post('/faults', async (c) => {
      this.faults.push(checked(faultInput, await c.req.json()) as Fault)
      return c.json({ faults: this.faults.length })
    })
    app.delete('/faults', (c) => {
      const customer = c.req.query('customer')
      this.faults = customer ? this.faults.filter((fault) => fault.customer !== customer) : []
      return c.json({ faults: this.faults.length })
    })
  }
}

/** Browsers let web pages send other content types to any port without asking the server first. */
async function requireJson(c: Request, next: () => Promise<void>): Promise<Response | undefined> {
  const type = c.req.header('content-type') ?? ''
  if (c.req.method === 'POST' && !/^application\/json *(;|$)/i.test(type)) {
    return c.json({ error: 'Send this with the header Content-Type: application/json.' }, 415)
  }
  await next()
}
