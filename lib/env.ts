import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { knownSecrets } from './known-secrets'

// Only this file reads process.env. Next's configuration loads it too, so an invalid value stops both the build and the boot.

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin)

/** A number of proxies, or their addresses and networks. */
const proxies = z.string().transform((value, context) => {
  const text = value.trim()
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const list = z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
  const parsed = list.safeParse(text.split(',').map((one) => one.trim()))
  if (parsed.success) return parsed.data
  const message = 'must be the number of proxies, or their addresses and networks: 10.0.0.0/8, 2001:db8::1'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const schema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    APP_URL: origin,
    AUTH_SECRET: z.string().trim().min(32, 'must be at least 32 characters. Run `openssl rand -base64 33`'),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^(sk|rk)_(test|live)_\S+$/, 'must be a Stripe secret key (sk_test_… or sk_live_…)'),
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .regex(
        /^whsec_[^\s,]+(\s*,\s*whsec_[^\s,]+)?$/,
        'must be the signing secret for the webhook endpoint (whsec_…), or the old and new secrets separated by a comma during a rotation',
      ),
    /** `inline` reads from Stripe before responding to a webhook, for platforms where no process stays alive to do it later. */
    BILLING_SYNC: z.enum(['background', 'inline']).default('background'),
    /** The bearer token for /api/cron/*. Without it, those routes do not exist. */
    CRON_SECRET: z.string().trim().min(16, 'must be at least 16 characters').optional(),
    STRIPE_API_BASE: origin.optional(),
    /** The URLs of Checkout, the portal, and invoices, if the Stripe account has custom domains. The build reads them. */
    STRIPE_CHECKOUT_ORIGIN: origin.default('https://checkout.stripe.com'),
    STRIPE_PORTAL_ORIGIN: origin.default('https://billing.stripe.com'),
    STRIPE_INVOICE_ORIGIN: origin.default('https://invoice.stripe.com'),
    /** Whether browsers also require https for all subdomains of APP_URL. It is read at build time. */
    HSTS_INCLUDE_SUBDOMAINS: z.stringbool('must be true or false').default(false),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }),
    MAIL_FROM: z.string().min(3).optional(),
    /** The local mail inbox, which "Check your email" links to. */
    MAIL_INBOX_URL: origin.optional(),
    TRUSTED_PROXIES: proxies.default(0),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    if (!env.MAIL_INBOX_URL || loopback.has(new URL(env.MAIL_INBOX_URL).hostname)) return
    context.addIssue({ code: 'custom', path: ['MAIL_INBOX_URL'], message: 'is only for an inbox on this machine' })
  })
  .superRefine((env, context) => {
    if (!env.STRIPE_API_BASE) return
    if (isLoopback(env.STRIPE_API_BASE) && env.STRIPE_SECRET_KEY.startsWith('sk_test_local')) return
    context.addIssue({
      code: 'custom',
      path: ['STRIPE_API_BASE'],
      message: 'is only for the Stripe stand-in: use a loopback address and a key that starts with sk_test_local',
    })
  })
  .superRefine((env, context) => {
    if (!URL.canParse(env.APP_URL) || isLoopback(env.APP_URL)) return
    for (const { name, message } of knownSecrets(env)) context.addIssue({ code: 'custom', path: [name], message })
  })

export type Env = z.infer<typeof schema>

/**
 * Checks the environment.
 *
 * @param source the variables, in the format of `process.env`; an empty string is treated as missing
 * @returns the checked values
 * @throws Error that lists all missing and invalid variables
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given, { error: ({ input }) => (input === undefined ? 'is missing' : undefined) })
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Some environment variables are missing or invalid:\n${lines.join('\n')}\nSee .env.example for help.`)
}

/**
 * Checks only the variables that are set, for the build. An image may be built before its secrets exist, but an invalid
 * value should stop the build, not the boot.
 *
 * @returns the checked values, with placeholders for missing required variables
 * @throws Error that lists all invalid variables
 * @public next.config.mjs calls it
 */
export function checkEnvForBuild(): Env {
  const random = randomBytes(33).toString('base64')
  const placeholders = {
    DATABASE_URL: 'postgresql://build/build',
    APP_URL: 'http://localhost',
    AUTH_SECRET: random,
    STRIPE_SECRET_KEY: 'sk_test_build',
    STRIPE_WEBHOOK_SECRET: `whsec_${random}`,
    SMTP_URL: 'smtp://localhost',
  }
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  return parseEnv({ ...placeholders, ...given })
}

const stripeOriginNames = ['STRIPE_CHECKOUT_ORIGIN', 'STRIPE_PORTAL_ORIGIN', 'STRIPE_INVOICE_ORIGIN'] as const

/** The origins of the Stripe pages that forms redirect to. */
export function stripeOrigins(env: Env): string[] {
  return stripeOriginNames.map((name) => env[name])
}

/**
 * Checks that the build allows forms to redirect to Stripe's pages. The Content-Security-Policy is set at build time.
 *
 * @throws Error that lists the variables that were not set for the build
 */
export function checkBuiltOrigins(env: Env): void {
  // next.config.mjs sets it in the build. Tests and commands do not have it.
  const built = process.env.BUILT_STRIPE_ORIGINS?.split(' ')
  const missing = stripeOriginNames.filter((name) => built && !built.includes(env[name]))
  if (missing.length === 0) return
  throw new Error(
    `Set ${missing.join(', ')} for the build too. Otherwise, browsers block forms that redirect to Stripe.`,
  )
}

/** True if a URL points to this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.has(new URL(url).hostname)
}

/** True in `next dev`, which needs a looser Content-Security-Policy for reloading. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development'
}

let checked: Env | undefined

/** The checked environment. Read on first use, so that a build needs no secrets. Throws the same errors as `parseEnv`. */
export function env(): Env {
  if (checked) return checked
  checked = parseEnv(process.env)
  // Otherwise, Auth.js would take its own address from headers that anyone can forge.
  process.env.AUTH_URL = checked.APP_URL
  return checked
}
