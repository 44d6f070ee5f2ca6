import { z } from 'zod'

// The only reader of process.env. Next's configuration loads it too, so a bad value stops the build and the boot.

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin)

const schema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    APP_URL: origin,
    AUTH_SECRET: z.string().trim().min(32, 'must be at least 32 characters; `openssl rand -base64 33` makes one'),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^(sk|rk)_(test|live)_\S+$/, 'must be a Stripe secret key (sk_test_… or sk_live_…)'),
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .regex(
        /^whsec_[^\s,]+(\s*,\s*whsec_[^\s,]+)?$/,
        'must be the signing secret of the webhook endpoint (whsec_…); while it is rolled, the old and the new one, separated by a comma',
      ),
    /** `inline` reads Stripe before a webhook is answered, for platforms where no process stays to do it afterwards. */
    BILLING_SYNC: z.enum(['background', 'inline']).default('background'),
    /** Opens /api/cron/* to whoever sends it as a bearer token; without one those routes do not exist. */
    CRON_SECRET: z.string().trim().min(16, 'must be at least 16 characters').optional(),
    STRIPE_API_BASE: origin.optional(),
    /** Where Checkout, the portal and invoices live, when the Stripe account has a custom domain. Read by the build. */
    STRIPE_CHECKOUT_ORIGIN: origin.default('https://checkout.stripe.com'),
    STRIPE_PORTAL_ORIGIN: origin.default('https://billing.stripe.com'),
    STRIPE_INVOICE_ORIGIN: origin.default('https://invoice.stripe.com'),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }),
    MAIL_FROM: z.string().min(3).optional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    if (!env.STRIPE_API_BASE) return
    const isLoopback = loopback.has(new URL(env.STRIPE_API_BASE).hostname)
    if (isLoopback && env.STRIPE_SECRET_KEY.startsWith('sk_test_local')) return
    context.addIssue({
      code: 'custom',
      path: ['STRIPE_API_BASE'],
      message: 'is only for the Stripe stand-in: a loopback address together with a key that starts with sk_test_local',
    })
  })

export type Env = z.infer<typeof schema>

/**
 * Checks the environment.
 *
 * @param source the variables, as `process.env` has them; an empty string counts as missing
 * @returns the checked values
 * @throws Error that names every variable which is missing or wrong, all at once
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given, { error: ({ input }) => (input === undefined ? 'is missing' : undefined) })
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment is not complete:\n${lines.join('\n')}\nSee .env.example for what each one is.`)
}

/**
 * Checks only the variables that are set, for the build: an image may be built before its secrets exist, but a wrong
 * value should not get as far as the boot.
 *
 * @returns the checked values, with stand-ins for the required ones that are missing
 * @throws Error that names every variable which is wrong
 * @public next.config.mjs calls it
 */
export function checkEnvForBuild(): Env {
  const stand = {
    DATABASE_URL: 'postgresql://build/build',
    APP_URL: 'http://localhost',
    AUTH_SECRET: 'x'.repeat(32),
    STRIPE_SECRET_KEY: 'sk_test_build',
    STRIPE_WEBHOOK_SECRET: 'whsec_build',
    SMTP_URL: 'smtp://localhost',
  }
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  return parseEnv({ ...stand, ...given })
}

const stripeOriginNames = ['STRIPE_CHECKOUT_ORIGIN', 'STRIPE_PORTAL_ORIGIN', 'STRIPE_INVOICE_ORIGIN'] as const

/** The origins of Stripe's pages that forms lead to. */
export function stripeOrigins(env: Env): string[] {
  return stripeOriginNames.map((name) => env[name])
}

/**
 * Checks that the build allows forms to lead to Stripe's pages: its Content-Security-Policy is fixed when it is built.
 *
 * @throws Error that names the variables which were not set for the build
 */
export function checkBuiltOrigins(env: Env): void {
  // next.config puts it into the build; there is none in tests and commands.
  const built = process.env.BUILT_STRIPE_ORIGINS?.split(' ')
  const missing = stripeOriginNames.filter((name) => built && !built.includes(env[name]))
  if (missing.length === 0) return
  throw new Error(
    `Set ${missing.join(', ')} for the build too: the build does not allow forms to lead there, and browsers would block them.`,
  )
}

/** True under `next dev`, whose reloading needs a looser Content-Security-Policy. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development'
}

let checked: Env | undefined

/** The checked environment. Read on first use, so that a build needs no secrets. Throws as `parseEnv` does. */
export function env(): Env {
  checked ??= parseEnv(process.env)
  return checked
}
