import { Hono } from 'hono'
import type { Deliveries, DeliveryMode } from './events/deliver'
import type { Fault, Interceptor, Scope } from './http/faults'
import type { Context } from './kernel'

type Call = { method: string; path: string; at: number; idempotencyKey: string | null; status: number | null }

/** What tests may ask of the stand-in beyond Stripe's own API: bad deliveries, faults, and what was called. */
export class Controls implements Interceptor {
  private faults: Fault[] = []
  private calls: Call[] = []

  constructor(
    private ctx: Context,
    private deliveries: Deliveries,
    private afterReset: () => void,
  ) {}

  /** Notes a call of the API, and answers with the fault that is set for it, if any. */
  take({ method, path, text, key }: Parameters<Interceptor['take']>[0]): ReturnType<Interceptor['take']> {
    const call: Call = { method, path, at: Date.now(), idempotencyKey: key ?? null, status: null }
    this.calls.push(call)
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
    app.post('/deliveries', async (c) => {
      const { mode, customer } = await c.req.json<{ mode: DeliveryMode } & Scope>()
      this.deliveries.setMode(mode, customer)
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
    app.post('/faults', async (c) => {
      const fault = await c.req.json<Partial<Fault>>()
      if (!fault.method || !fault.path)
        return c.json({ error: 'a fault needs a method and a path (a regular expression)' }, 400)
      this.faults.push({ method: fault.method, path: fault.path, times: 1, ...fault } as Fault)
      return c.json({ faults: this.faults.length })
    })
    app.delete('/faults', (c) => {
      const customer = c.req.query('customer')
      this.faults = customer ? this.faults.filter((fault) => fault.customer !== customer) : []
      return c.json({ faults: this.faults.length })
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
