import { Hono } from 'hono'
import type { Deliveries, DeliveryMode } from './events/deliver'
import type { Context } from './kernel'

type Fault = { method: string; path: string; status?: number; delayMs?: number; cut?: boolean; times: number }
type Call = { method: string; path: string; at: number }

/** What tests may ask of the stand-in beyond Stripe's own API: bad deliveries, faults, and what was called. */
export class Controls {
  private faults: Fault[] = []
  private calls: Call[] = []

  constructor(
    private ctx: Context,
    private deliveries: Deliveries,
    private afterReset: () => void,
  ) {}

  /** Notes a call of the API, and answers with the fault that is set for it, if any. */
  take(method: string, path: string): Fault | undefined {
    this.calls.push({ method, path, at: Date.now() })
    const fault = this.faults.find(
      (one) => one.times > 0 && one.method === method && new RegExp(`^${one.path}$`).test(path),
    )
    if (fault) fault.times--
    return fault
  }

  routes(): Hono {
    const app = new Hono()
    app.post('/deliveries', async (c) => {
      const { mode } = await c.req.json<{ mode: DeliveryMode }>()
      this.deliveries.mode = mode
      return c.json({ mode })
    })
    app.post('/deliveries/release', (c) => {
      this.deliveries.release()
      return c.json({ mode: this.deliveries.mode })
    })
    app.post('/deliveries/idle', async (c) => {
      await this.deliveries.idle()
      return c.json({ idle: true })
    })
    app.post('/faults', async (c) => {
      const fault = await c.req.json<Partial<Fault>>()
      if (!fault.method || !fault.path)
        return c.json({ error: 'a fault needs a method and a path (a regular expression)' }, 400)
      this.faults.push({ method: fault.method, path: fault.path, times: 1, ...fault } as Fault)
      return c.json({ faults: this.faults.length })
    })
    app.delete('/faults', (c) => {
      this.faults = []
      return c.json({ faults: 0 })
    })
    app.get('/calls', (c) => c.json({ count: this.calls.length, calls: this.calls }))
    app.delete('/calls', (c) => {
      this.calls = []
      return c.json({ count: 0 })
    })
    app.post('/reset', (c) => {
      this.ctx.store.clear()
      this.faults = []
      this.calls = []
      this.afterReset()
      return c.json({ reset: true })
    })
    return app
  }
}
