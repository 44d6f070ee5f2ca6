import { Hono } from 'hono'
import type { Context } from '../kernel'

export type PageOptions = {
  /** The server's own address, for example `http://127.0.0.1:12111`. */
  origin: () => string
  /** Who the pages say they act for; Stripe shows the account's business name. */
  businessName?: string
}

/** The pages that a browser clicks through: Checkout, portal, invoices, 3DS challenges and the developer's panel. */
export function pages(_ctx: Context, _options: PageOptions): Hono {
  return new Hono()
}
