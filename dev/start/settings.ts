import { existsSync } from 'node:fs'

/** Configuration that replaces local services. */
export type Settings = {
  databaseUrl?: string
  stripe?: { key: string; webhookSecret?: string; apiBase?: string }
  smtpUrl?: string
  appUrl?: string
  authSecret?: string
  port?: number
}

/** Loads the same env files as `next dev`, in the same order. Existing environment variables take precedence. */
export function loadEnvFiles(): void {
  for (const file of ['.env.development.local', '.env.local', '.env.development', '.env']) {
    if (existsSync(file)) process.loadEnvFile(file)
  }
}

/**
 * Reads the settings from the environment. An empty variable is treated as missing.
 *
 * @throws Error with instructions for an invalid value
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const key = env.STRIPE_SECRET_KEY || undefined
  if (key && /^(sk|rk)_live_/.test(key)) {
    throw new Error(
      'STRIPE_SECRET_KEY is a live key, but this command is for testing. Use a test key (sk_test_…), or leave it empty to use the Stripe stand-in.',
    )
  }
  if (key && !/^(sk|rk)_test_/.test(key)) {
    throw new Error('STRIPE_SECRET_KEY is not a valid Stripe secret key. Test keys start with sk_test_.')
  }
  const port = env.PORT ? Number(env.PORT) : undefined
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`PORT must be a number from 1 to 65535, not "${env.PORT}".`)
  }
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    // The stand-in's key without a URL refers to the stand-in that this command starts.
    stripe:
      key && (env.STRIPE_API_BASE || !key.startsWith('sk_test_local'))
        ? {
            key,
            webhookSecret: env.STRIPE_WEBHOOK_SECRET || undefined,
            apiBase: env.STRIPE_API_BASE || undefined,
          }
        : undefined,
    smtpUrl: env.SMTP_URL || undefined,
    appUrl: env.APP_URL || undefined,
    authSecret: env.AUTH_SECRET || undefined,
    port,
  }
}
