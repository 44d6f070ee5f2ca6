const name = 'Portico'
const domain = 'portico.test'
const idPrefix = 'portico'

/**
 * What the product is called, and what is derived from its name. Pages, emails, Stripe ids, demo accounts, commands and
 * tests all read it from here. It imports nothing, so that code in the browser may use it too.
 */
export const product = {
  name,
  tagline: 'The SaaS starter with complete Stripe billing',
  description: 'Accounts, plans, and every Stripe billing flow, ready to run.',
  /** The sender of every email, unless MAIL_FROM names another one. */
  mailFrom: `${name} <hello@${domain}>`,
  /**
   * Starts the ids of products, prices and coupons at Stripe, for example `portico_pro`: lowercase letters and digits.
   * Stripe never changes an id, so a new prefix makes new products. Customers keep what they bought under the old one.
   */
  idPrefix,
  /** The demo accounts' addresses end in it. Nobody can own a domain under .test (RFC 6761), so their mail goes nowhere. */
  demoDomain: `${idPrefix}.test`,
  /** The mark beside the name and on the browser's tab: an SVG path on a square of 24 by 24, and the tab's colors. */
  logo: {
    path: 'M12 1.5 1.5 7.5V10h21V7.5zM3.75 12h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zM1.5 21h21v2.25h-21z',
    background: '#0d5c46',
    foreground: '#f4fbf8',
  },
} as const
