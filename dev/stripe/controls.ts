import { Hono } from 'hono'
import type { Deliveries, DeliveryMode } from './events/deliver'
import type { Context } from './kernel'

type Fault = { method: string; path: string; status?: number; delayMs?: number; cut?: boolean; times: number } & Scope
/** With a customer's id only what concerns it, so that tests can run beside each other; else everything. */
type Scope = { customer?: string }
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

  /**
   * Notes a call of the API, and answers with the fault that is set for it, if any.
   *
   * @param text the address and the body, in which a fault's customer is looked for
   */
  take(method: string, path: string, text: string): Fault | undefined {
    this.calls.push({ method, path, at: Date.now() })
    const fits = (one: Fault) => one.method === method && new RegExp(`^${one.path}$`).test(path)
    const concerns = ({ customer }: Scope) => !customer || text.includes(customer)
    const fault = this.faults.find((one) => one.times > 0 && fits(one) && concerns(one))
    if (fault) fault.times--
    return fault
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
