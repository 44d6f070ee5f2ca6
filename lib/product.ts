const name = 'Portico'
const domain = 'portico.test'
const idPrefix = 'portico'

/**
 * The product's name and everything derived from it. Pages, emails, Stripe ids, demo accounts, commands, and tests all use
 * it. This file imports nothing, so that browser code can use it too.
 */
export const product = {
  name,
  tagline: 'The SaaS starter with complete Stripe billing',
  description: 'Accounts, plans, and every Stripe billing flow, ready to run.',
  /** The sender of all emails, unless MAIL_FROM is set. */
  mailFrom: `${name} <hello@${domain}>`,
  /**
   * The prefix of product, price, and coupon ids in Stripe, for example `portico_pro`. Use lowercase letters and digits.
   * Stripe ids cannot change, so a new prefix creates new products. Customers keep what they bought under the old one.
   */
  idPrefix,
  /** The domain of the demo accounts' email addresses. Nobody can own a .test domain (RFC 6761), so no email reaches anyone. */
  demoDomain: `${idPrefix}.test`,
  /** The logo next to the name and in the favicon: an SVG path in a 24 by 24 square, and the favicon's colors. */
  logo: {
    path: 'M12 1.5 1.5 7.5V10h21V7.5zM3.75 12h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zM1.5 21h21v2.25h-21z',
    background: '#0d5c46',
    foreground: '#f4fbf8',
  },
} as const
